# SPDX-License-Identifier: GPL-3.0-or-later
# CPA histograms, one row an offer, on one axis; at the right the share of runs with no order.
# Reads cpa.csv: offer number, from, to, share. Parameters: see src/report/chart_cpa.c.
load plots.'/style.gp'

left = 40.0; right = 800.0; gauge_left = 862.0; gauge_right = 886.0
is_bin(o, from, to) = o == i && from > -1e300 && to < 1e300 && from < x_max * divisor
at_px(x) = left + (x - x_min) / (x_max - x_min) * (right - left)
# The part of a bin between p10 and p90; the whole bin that holds both.
from_inside(a) = a < p10[i] && p10[i] < p90[i] ? p10[i] : a
to_inside(b) = b > p90[i] && p10[i] < p90[i] ? p90[i] : b
inside(a, b) = b > p10[i] && !(a > p90[i])

do for [i = 1:n] {
  top = head + (i - 1) * row
  base = top + row - 22
  set lmargin at screen px(left); set rmargin at screen px(right)
  set tmargin at screen py(top + 40); set bmargin at screen py(base)
  set xrange [x_min:x_max]; set yrange [0:peak[i] * 1.04]
  set border 1 lc rgb soft lw 1
  eval 'set xtics out nomirror scale 0.5 '.(i == n ? x_tics : x_blank).' offset 0, 0.35 font ",11" tc rgb soft'
  set label 1 names[i] at screen px(left), screen py(top + 12) left font ',13' tc rgb text_colour(i)
  set label 2 heads[i] at screen px(right), screen py(top + 12) right font ',12' tc rgb ink
  set label 3 empty_texts[i] at graph 0.5, 0.4 center font ',13' tc rgb soft
  # What the bins leave out stands where they end, what the axis leaves out at its end.
  if (beyond_at[i] == beyond_at[i]) {
    beyond_px = at_px(beyond_at[i]) + 8
    if (target == target && at_px(target) > beyond_px - 6 && at_px(target) < beyond_px + 50) { beyond_px = at_px(target) + 6 }
    set label 4 beyond_texts[i] at screen px(beyond_px), screen py(base - 7) left font ',11' tc rgb soft
  } else {
    set label 4 beyond_texts[i] at screen px(right + 6), screen py(base - 7) left font ',11' tc rgb soft
  }
  if (p50[i] == p50[i]) { set arrow 1 from p50[i], 0 to p50[i], graph 1 nohead lc rgb ink lw 1.6 front }
  if (target == target && target <= x_max && target >= x_min) {
    set arrow 2 from target, 0 to target, graph 1 nohead lc rgb ink lw 1.2 dt 2 front
    set label 6 target_text at first target, screen py(top + 32) center font ',11' tc rgb ink front
  }

  # The share with no order: a gauge from nothing to all runs.
  if (never[i] == never[i]) {
    set object 1 rectangle from screen px(gauge_left), screen py(base) to screen px(gauge_right), screen py(top + 40) \
      fs empty border lc rgb soft
    fill = base - never[i] * (base - top - 40)
    set object 2 rectangle from screen px(gauge_left), screen py(base) to screen px(gauge_right), screen py(fill) \
      fs solid 1 noborder fc rgb ink
    set label 7 never_texts[i] at screen px(gauge_right + 8), screen py((base + top + 40) / 2) left font ',13' tc rgb ink
    if (i == 1) { set label 8 never_label at screen px((gauge_left + gauge_right) / 2), screen py(top + 28) center font ',12' tc rgb ink }
  }
  plot 'cpa.csv' skip 1 using (is_bin($1, $2, $3) ? ($2 + $3) / 2 / divisor : NaN):($4 / ($3 - $2) * divisor):(($3 - $2) / divisor) \
         with boxes fs solid 0.35 noborder lc rgb colour(i), \
       '' skip 1 using (is_bin($1, $2, $3) && inside($2 / divisor, $3 / divisor) ? (from_inside($2 / divisor) + to_inside($3 / divisor)) / 2 : NaN) \
         :($4 / ($3 - $2) * divisor):(to_inside($3 / divisor) - from_inside($2 / divisor)) \
         with boxes fs solid 0.9 noborder lc rgb colour(i), \
       NaN
  unset label; unset arrow; unset object
}
unset multiplot
