# SPDX-License-Identifier: GPL-3.0-or-later
# The bill of each offer, a panel each: bars by month, one colour a line, credits below zero; beside them the lines with
# what each comes to. The figures are those of fees.csv, stacked. Parameters: see src/report/chart_bill.c.
load plots.'/style.gp'

left = 76.0; right = 590.0; swatch = 614.0; name = 632.0; total = 936.0
margin = 0.01 * months + 0.02
# Dark and light by turns, so that neighbours in a stack differ in print too.
array part_palette[8] = [0x0072B2, 0xF0A860, 0x00735A, 0xE3A5C8, 0x8A4B00, 0x8CCBEE, 0x555555, 0xC8C8C8]
part_colour(k) = part_palette[k]
# What stands before the bars of part k of offer i.
before(i, k) = ((i - 1) * most_parts + k - 1) * months

do for [i = 1:n] {
  name_top = panel_at[i]
  plot_top = name_top + 26 + 18 * name_lines
  base = plot_top + plot_heights[i]
  set lmargin at screen px(left); set rmargin at screen px(right)
  set tmargin at screen py(plot_top); set bmargin at screen py(base)
  set xrange [0.5 - margin:months + 0.5 + margin]; set yrange [y_min[i]:y_max[i]]
  set border 3 lc rgb soft lw 1
  eval 'set xtics out nomirror scale 0.5 '.x_tics.' offset 0, 0.35 font ",11" tc rgb soft'
  eval 'set ytics out nomirror scale 0.5 '.y_tics[i].' font ",11" tc rgb soft'
  set grid ytics lt 1 lc rgb faint lw 0.8
  set label 1 names_1[i] at screen px(left), screen py(name_top + 12) left font ',13' tc rgb ink
  set label 2 names_2[i] at screen px(left), screen py(name_top + 29) left font ',13' tc rgb ink
  set label 3 notes[i] at screen px(left), screen py(name_top + 12 + 18 * name_lines) left font ',12' tc rgb ink
  set arrow 1 from 0.5 - margin, 0 to months + 0.5 + margin, 0 nohead lc rgb ink lw 1 front
  do for [k = 1:int(parts[i])] {
    j = (i - 1) * most_parts + k
    y = plot_top + 6 + part_at[j]
    set object k rectangle from screen px(swatch), screen py(y + 6) to screen px(swatch + 12), screen py(y - 6) fc rgb part_colour(k) fs solid noborder
    set label 10 + k part_1[j] at screen px(name), screen py(y) left font ',12' tc rgb ink
    set label 30 + k part_2[j] at screen px(name), screen py(y + 14) left font ',12' tc rgb ink
    set label 50 + k part_totals[j] at screen px(total), screen py(y) right font ',12' tc rgb ink
  }
  if (parts[i] == 0) {
    unset border; unset tics; unset grid; unset arrow
    plot NaN
  } else {
    plot for [k = 1:int(parts[i])] bottom every ::before(i, k)::(before(i, k) + months - 1) \
           using ($1 - before(i, k)):(bottom[int($1)] / divisor):($1 - before(i, k) - 0.4):($1 - before(i, k) + 0.4):(bottom[int($1)] / divisor):(top[int($1)] / divisor) \
           with boxxyerror fs solid border lc rgb "white" lw 0.5 fc rgb part_colour(k), \
         net every ::((i - 1) * months)::(i * months - 1) using ($1 - (i - 1) * months - 0.4):(net[int($1)] / divisor):(0.8):(0) with vectors nohead lw 2 lc rgb ink, \
         NaN
  }
  unset label; unset arrow; unset object; unset grid
}
unset multiplot
