# SPDX-License-Identifier: GPL-3.0-or-later
# Cumulative net or cash by month, one panel an offer: middle line, band of the middle 80%, a month that is marked.
# Reads months.csv: 1 offer number, 2 month number, from mean_column on mean, p10, p50, p90. Parameters: see
# src/report/chart_fan.c.
load plots.'/style.gp'

label_left = 64.0; label_right = 112.0; label_own = own && across > 1 ? 64.0 : 0.0
cell = (width - label_left - 20) / across
x_low = months == 1 ? 0 : 1
x_high = months == 1 ? 2 : months

do for [i = 1:n] {
  place = (i - 1) % across
  left = label_left + place * (cell + label_own / across)
  right = left + cell - label_right - label_own * (across - 1) / across
  top = head + ((i - 1) / across) * panel
  base = top + panel - 34
  set lmargin at screen px(left); set rmargin at screen px(right)
  set tmargin at screen py(top + 26 + 18 * name_lines); set bmargin at screen py(base)
  set xrange [x_low:x_high]; set yrange [y_min[i]:y_max[i]]
  set border 3 lc rgb soft lw 1
  eval 'set xtics out nomirror scale 0.5 '.x_tics.' offset 0, 0.35 font ",11" tc rgb soft'
  eval 'set ytics out nomirror scale 0.5 '.(own || place == 0 ? y_tics[i] : y_blank[i]).' font ",11" tc rgb soft'
  set grid ytics lt 1 lc rgb faint lw 0.8
  set label 1 names_1[i] at screen px(left), screen py(top + 12) left font ',13' tc rgb text_colour(i)
  set label 3 names_2[i] at screen px(left), screen py(top + 29) left font ',13' tc rgb text_colour(i)
  set label 2 notes[i] at screen px(left), screen py(top + 12 + 18 * name_lines) left font ',12' tc rgb ink
  set arrow 1 from x_low, 0 to x_high, 0 nohead lc rgb ink lw 1 front
  if (mark[i] == mark[i]) { set arrow 2 from mark[i], graph 0 to mark[i], graph 1 nohead lc rgb ink lw 1.2 dt 2 front }
  do for [k = 1:3] {
    j = 3 * (i - 1) + k
    if (end_at[j] == end_at[j] && end_texts[j] ne '') {
      set label 10 + k end_texts[j] at screen px(right + 6), first end_at[j] left font ',12' tc rgb (k == 2 ? ink : soft)
    }
  }
  if (fan && months > 1) {
    plot 'months.csv' skip 1 using ($1 == i ? $2 : NaN):(column(mean_column + 1) / divisor):(column(mean_column + 3) / divisor) with filledcurves fs solid 0.25 noborder lc rgb colour(i), \
         '' skip 1 using ($1 == i ? $2 : NaN):(column(mean_column + 2) / divisor) with lines lw 2.4 lc rgb colour(i), NaN
  } else { if (fan) {
    plot 'months.csv' skip 1 using ($1 == i ? $2 : NaN):(column(mean_column + 2) / divisor):(column(mean_column + 1) / divisor):(column(mean_column + 3) / divisor) with yerrorbars lw 2.4 pt 7 lc rgb colour(i), NaN
  } else {
    plot 'months.csv' skip 1 using ($1 == i ? $2 : NaN):(column(mean_column) / divisor) with linespoints lw 2.4 pt 7 ps 0.6 lc rgb colour(i), NaN
  } }
  unset label; unset arrow; unset grid
}
unset multiplot
