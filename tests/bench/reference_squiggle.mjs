// SPDX-License-Identifier: GPL-3.0-or-later
// What Squiggle can say of the reference workload: the same six inputs without months and without the luck of counts.
// `node reference_squiggle.mjs RUNS FOLDER`, where `npm install @quri/squiggle-lang` was run in FOLDER. Prints the same
// figures as `reference_numpy.py RUNS reduced`.
import { pathToFileURL } from "node:url";

const [runs, folder] = [Number(process.argv[2]), process.argv[3]];
const { run } = await import(pathToFileURL(`${folder}/node_modules/@quri/squiggle-lang/dist/index.js`).href);

const model = `
calls = 12 * 1000
appointments = calls * SampleSet.fromDist(beta(40, 960))
orders = appointments * SampleSet.fromDist(beta(20, 20)) * SampleSet.fromDist(beta(5, 15))
perCall = 300 + 200 * SampleSet.fromDist(beta(3, 3))
perAppointment = SampleSet.fromDist(triangular(8000, 10000, 20000))
cost = calls * perCall + perAppointment * appointments
net = orders * SampleSet.fromDist(Sym.lognormal(log(200000), 0.3)) - cost
cpa = cost / orders
figures = [mean(cost), stdev(cost), mean(orders), stdev(orders), mean(net), stdev(net),
  quantile(cpa, 0.05), quantile(cpa, 0.5), quantile(cpa, 0.95), cdf(net, 0)]
`;
const environment = { sampleCount: runs, xyPointLength: 1000, seed: "1", profile: false };
const output = await run(model, { environment });
if (!output.result.ok) throw new Error(output.result.value.toString());
const figures = output.getBindings().value.get("figures").asJS();
for (const i of [1, 3, 5]) figures[i] /= Math.sqrt(runs);
console.log(figures.join(" "));
