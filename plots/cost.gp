# SPDX-License-Identifier: GPL-3.0-or-later
# Total cost of each offer against the number of units of a stage, with the points where two costs are equal.
# Reads cost-curve.csv: offer number, units, cost, expected units. Parameters: see src/report/chart_cost.c.
load plots.'/style.gp'

left = 84.0; right = 720.0; top = head; base = head + plot_height
set lmargin at screen px(left); set rmargin at screen px(right)
set tmargin at screen py(top); set bmargin at screen py(base)
set xrange [x_min:x_max]; set yrange [y_min:y_max]
set border 3 lc rgb soft lw 1
eval 'set xtics out nomirror scale 0.5 '.x_tics.' offset 0, 0.35 font ",11" tc rgb soft'
eval 'set ytics out nomirror scale 0.5 '.y_tics.' font ",11" tc rgb soft'
set grid ytics lt 1 lc rgb faint lw 0.8
set label 1 x_label at screen px((left + right) / 2), screen py(base + 38) center font ',12' tc rgb soft

pixel = (y_max - y_min) / plot_height
do for [i = 1:n] {
  if (label_at[i] == label_at[i]) {
    lines = label_lines[3 * i - 1] eq '' ? 1 : label_lines[3 * i] eq '' ? 2 : 3
    do for [k = 1:lines] {
      set label 100 + 3 * i + k label_lines[3 * (i - 1) + k] at screen px(right + 22), first label_at[i] + ((lines + 1) / 2.0 - k) * 16 * pixel left font ',12' tc rgb text_colour(i)
    }
    if (end_x[i] < x_max) { set arrow 10 + i from first end_x[i], first end_y[i] to screen px(right + 18), first label_at[i] nohead lc rgb colour(i) lw 0.8 dt (1, 6)
    } else { set arrow 10 + i from first x_max, first end_y[i] to screen px(right + 18), first label_at[i] nohead lc rgb colour(i) lw 0.8 }
  }
  if (most[i] == most[i]) { set arrow 50 + i from end_x[i], end_y[i] - 7 * pixel to end_x[i], end_y[i] + 7 * pixel nohead lc rgb colour(i) lw 2.4 front }
}
do for [k = 1:n_crossings] {
  if (n_crossings > 1) { set label 50 + k ''.k at crossing_x[k], crossing_y[k] center offset 0, 1.0 font ',12' tc rgb ink front }
  place = (k - 1) % crossings_across; down = (k - 1) / crossings_across
  set label 70 + k crossing_texts[k] at screen px(28 + 456 * place), screen py(base + 66 + 18 * down) left font ',12' tc rgb ink
}
# Thick where nearly all runs are, thin elsewhere.
likely(i, x) = !(x < likely_from[i]) && !(x > likely_to[i])
plot for [i = 1:n] 'cost-curve.csv' skip 1 using ($1 == i ? $2 : NaN):($3 / divisor) with lines lw 1 dt dash(i) lc rgb colour(i), \
     for [i = 1:n] '' skip 1 using ($1 == i && likely(i, $2) ? $2 : NaN):($3 / divisor) with lines lw 2.6 dt dash(i) lc rgb colour(i), \
     for [i = 1:n] '+' using (expected_x[i]):(expected_y[i]) every ::0::0 with points pt 7 ps 1 lc rgb colour(i), \
     for [k = 1:n_crossings] '+' using (crossing_x[k]):(crossing_y[k]) every ::0::0 with points pt 6 ps 1.7 lw 1.5 lc rgb ink, \
     NaN
unset multiplot
