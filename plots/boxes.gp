# SPDX-License-Identifier: GPL-3.0-or-later
# Box plots of the offers, a panel each for cost, orders, CPA and net, all rows of a panel on one axis.
# Reads quantiles.csv: 1 offer number, 2 metric, 3 mean or pooled, 4 p5, 6 p25, 7 p50, 8 p75, 10 p95; inf is a ratio with
# no order. Parameters: see src/report/chart_boxes.c.
load plots.'/style.gp'

name_right = 268.0; gap = 38.0
span = (width - name_right - 20) / panels
half = 9.0 / row; cap = 5.0 / row
file = 'quantiles.csv'

do for [j = 1:panels] {
  left = name_right + (j - 1) * span
  right = left + span - gap
  base = head + n * row
  set lmargin at screen px(left); set rmargin at screen px(right)
  set tmargin at screen py(head); set bmargin at screen py(base)
  x_low = lows[j]; x_high = highs[j]; unit = divisors[j]; metric = metrics[j]
  arrow = (x_high - x_low) * 14.0 / (right - left)
  set xrange [x_low:x_high]; set yrange [n:0]
  set border 1 lc rgb soft lw 1
  eval 'set xtics out nomirror scale 0.5 '.tics[j].' offset 0, 0.35 font ",11" tc rgb soft'
  set grid xtics lt 1 lc rgb faint lw 0.8
  set label 1 headings[j] at screen px(left), screen py(head - 12) left font ',13' tc rgb ink
  # The zero line leaves out the texts.
  if (x_low < 0 && x_high > 0) { do for [i = 1:n] { set arrow i from 0, i - 1 + 20.0 / row to 0, i - 1 + 44.0 / row nohead lc rgb ink lw 0.8 back } }
  do for [i = 1:n] {
    k = (j - 1) * n + i
    if (j == 1) {
      set label 100 + i names_1[i] at screen px(28), first i - (names_2[i] eq '' ? 0.5 : 0.5 + 8.0 / row) left font ',13' tc rgb text_colour(i)
      set label 150 + i names_2[i] at screen px(28), first i - 0.5 + 9.0 / row left font ',13' tc rgb text_colour(i)
    }
    set label 200 + i texts[k] at screen px(left), first i - 1 + 12.0 / row left font ',11' tc rgb ink front
    set label 250 + i tails[k] at screen px(right), first i - 1 + 54.0 / row right font ',11' tc rgb soft front
  }
  # What lies beyond the axis, infinite figures too, is drawn up to its end, with an arrow there.
  at(x) = x > x_high * unit ? x_high : x < x_low * unit ? x_low : x / unit
  inside(x) = x <= x_high * unit && x >= x_low * unit
  y(i) = i - 1 + 32.0 / row
  has(x) = strcol(2) eq metric && x == x
  plot file skip 1 using (has($4) ? at($4) : NaN):(y($1)):(at($6) - at($4)):(0) with vectors nohead lw 1.4 lc rgb soft, \
       '' skip 1 using (has($4) ? at($8) : NaN):(y($1)):(at($10) - at($8)):(0) with vectors nohead lw 1.4 lc rgb soft, \
       '' skip 1 using (has($4) && inside($4) ? at($4) : NaN):(y($1) - cap):(0):(2 * cap) with vectors nohead lw 1.4 lc rgb soft, \
       '' skip 1 using (has($4) && inside($10) ? at($10) : NaN):(y($1) - cap):(0):(2 * cap) with vectors nohead lw 1.4 lc rgb soft, \
       for [i = 1:n] '' skip 1 using ($1 == i && has($4) && inside($6) ? at($6) : NaN):(y($1)):(at($6)):(at($8)):(y($1) - half):(y($1) + half) \
         with boxxyerror fs solid 0.45 noborder lc rgb colour(i), \
       '' skip 1 using (has($4) && !inside($10) ? x_high - arrow : NaN):(y($1)):(arrow):(0) with vectors head filled size screen 0.008, 25 lw 1.4 lc rgb ink, \
       for [i = 1:n] '' skip 1 using ($1 == i && has($4) && inside($6) ? at($6) : NaN):(y($1) - half):(0):(2 * half) with vectors nohead lw 1.2 lc rgb colour(i), \
       for [i = 1:n] '' skip 1 using ($1 == i && has($4) && inside($8) ? at($8) : NaN):(y($1) - half):(0):(2 * half) with vectors nohead lw 1.2 lc rgb colour(i), \
       '' skip 1 using (has($4) && inside($7) ? at($7) : NaN):(y($1) - half):(0):(2 * half) with vectors nohead lw 3 lc rgb ink, \
       '' skip 1 using (has($3) && inside($3) ? at($3) : NaN):(y($1)) with points pt 13 ps 0.9 lc rgb 'white', \
       '' skip 1 using (has($3) && inside($3) ? at($3) : NaN):(y($1)) with points pt 12 ps 0.9 lw 1.2 lc rgb ink, \
       NaN
  unset label; unset arrow; unset grid
}
unset multiplot
