# SPDX-License-Identifier: GPL-3.0-or-later
# What all charts share: a page of `width` x `height` pixels with y downwards, colours, title and footnotes.
# Parameters: width height title_1 title_2 subtitle legend foot_1 foot_2
unset key; unset label; unset arrow; unset object; unset title; unset xlabel; unset ylabel
set encoding utf8
set datafile separator comma

px(x) = x / width
py(y) = 1 - y / height

# Okabe and Ito's palette without its yellow, which is too pale on white; after seven the colours come again, dashed.
array palette[7] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xB87A00, 0x56B4E9, 0x555555]
array texts_palette[7] = [0x005A8C, 0xA84700, 0x006B4C, 0x97497A, 0x7D5300, 0x1F729F, 0x444444] # the same, dark enough for text
colour(i) = palette[(i - 1) % 7 + 1]
text_colour(i) = texts_palette[(i - 1) % 7 + 1]
dash(i) = (i - 1) / 7 + 1
ink = 0x222222
soft = 0x666666
faint = 0xDDDDDD

# The page around the plots: an empty plot that only carries texts.
set multiplot
set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
unset border; unset tics
set xrange [0:1]; set yrange [0:1]
set label 1 title_1 at screen px(28), screen py(28) left font ',17' tc rgb ink
set label 2 title_2 at screen px(28), screen py(50) left font ',17' tc rgb ink
set label 3 subtitle at screen px(28), screen py(title_2 eq '' ? 56 : 74) left font ',13' tc rgb soft
set label 4 legend at screen px(28), screen py(height - 48) left font ',11' tc rgb soft
set label 5 foot_1 at screen px(28), screen py(height - 31) left font ',11' tc rgb soft
set label 6 foot_2 at screen px(28), screen py(height - 14) left font ',11' tc rgb soft
plot NaN
unset label
