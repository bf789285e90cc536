# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden values of the objectives: each loss as its formula, its gradient by torch's autograd, both in
float64. Written from the formulas alone; shares nothing with the C++ code.

    python tests/golden/make_objectives.py > tests/golden/objectives.json
"""

import json
import platform
import random

import torch

TOLERANCE = 1e-10  # of |got - golden|, relative to the larger of 1 and |golden|


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def nll(l, q):
    k = q["sft_index"]
    return -l[k] / q["lengths"][k]


def falling(rewards):
    return sorted(range(len(rewards)), key=lambda j: -rewards[j])  # sorted() is stable


def pairs(rewards):
    count = len(rewards)
    return [(i, j) for i in range(count) for j in range(count) if rewards[i] > rewards[j]]


def sft(l, q, o):
    return nll(l, q)


def lire(l, q, o):
    length = tensor(q["lengths"]) ** o.get("length_penalty", 0.0)
    p = torch.softmax(l / length / o.get("temperature", 2.0), 0)
    r = tensor(q["rewards"])
    w = torch.softmax(r, 0) if o.get("reward_softmax", True) else r
    return -(p * w).sum() + o.get("sft_weight", 0.0) * nll(l, q)


def pg(l, q, o):
    r = tensor(q["rewards"])
    b = r.mean() if o.get("baseline", "none") == "mean" else 0.0
    return -((r - b) * l).mean()


def dpo(l, q, o):
    beta, e = o.get("beta", 0.1), o.get("label_smoothing", 0.0)
    h = l - tensor(q["reference_logprobs"])
    total = 0.0 * l.sum()
    for i, j in pairs(q["rewards"]):
        d = h[i] - h[j]
        if o.get("loss", "sigmoid") == "ipo":
            total = total + (d - 1 / (2 * beta)) ** 2
        else:
            log = torch.nn.functional.logsigmoid
            total = total - (1 - e) * log(beta * d) - e * log(-beta * d)
    return total / max(1, len(pairs(q["rewards"])))


def dpo_pl(l, q, o):
    total = 0.0 * l.sum()
    if len(set(q["rewards"])) == 1:
        return total
    h = o.get("beta", 0.1) * (l - tensor(q["reference_logprobs"]))[falling(q["rewards"])]
    for k in range(len(h) - 1):
        total = total - (h[k] - torch.logsumexp(h[k:], 0))
    return total


def slic(l, q, o):
    total = 0.0 * l.sum()
    for i, j in pairs(q["rewards"]):
        total = total + torch.relu(o.get("margin", 1.0) - l[i] + l[j])
    return total / max(1, len(pairs(q["rewards"]))) + o.get("sft_weight", 0.0) * nll(l, q)


def pro(l, q, o):
    order = falling(q["rewards"])
    s = (l / tensor(q["lengths"]))[order]
    r = tensor(q["rewards"])[order]
    total = 0.0 * l.sum()
    if len(set(q["rewards"])) > 1:
        for k in range(len(order) - 1):
            gap = r[k] - r[k + 1 :]
            t = gap.max()
            below = torch.cat([(s[k] * t).reshape(1), s[k + 1 :] * gap])
            total = total + torch.logsumexp(below, 0) - s[k] * t
    weight = o.get("sft_weight", 0.05) * (len(order) - 1) ** 2
    return total - weight * l[q["sft_index"]]


def rrhf(l, q, o):
    p = l / tensor(q["lengths"]) ** o.get("length_penalty", 1.0)
    total = o.get("sft_weight", 1.0) * nll(l, q)
    for i, j in pairs(q["rewards"]):
        total = total + torch.relu(p[j] - p[i])
    return total


LOSSES = {"lire": lire, "sft": sft, "dpo": dpo, "dpo-pl": dpo_pl, "pro": pro, "rrhf": rrhf, "slic": slic, "pg": pg}

OPTIONS = {
    "lire": [
        {},
        {"temperature": 5.0},
        {"temperature": 20.0, "sft_weight": 0.02},
        {"reward_softmax": False},
        {"length_penalty": 1.0},
        {"length_penalty": 0.5, "temperature": 0.5, "reward_softmax": False, "sft_weight": 2.0},
    ],
    "sft": [{}],
    "dpo": [{}, {"beta": 0.5}, {"label_smoothing": 0.2}, {"loss": "ipo"}, {"loss": "ipo", "beta": 0.5}],
    "dpo-pl": [{}, {"beta": 0.5}],
    "pro": [{}, {"sft_weight": 0.0}, {"sft_weight": 2.0}],
    "rrhf": [{}, {"sft_weight": 0.0}, {"length_penalty": 0.0}, {"length_penalty": 0.5, "sft_weight": 0.3}],
    "slic": [{}, {"margin": 3.5}, {"margin": 0.0, "sft_weight": 0.7}],
    "pg": [{}, {"baseline": "mean"}],
}


def drawn(generator, count, scale):
    lengths = [generator.randint(1, 60) for _ in range(count)]
    logprobs = [round(-scale * n * generator.uniform(0.1, 3.0), 3) for n in lengths]
    return {
        "logprobs": logprobs,
        "lengths": lengths,
        "rewards": [round(generator.gauss(0.0, 1.5), 3) for _ in range(count)],
        "reference_logprobs": [round(l + generator.gauss(0.0, 4.0), 3) for l in logprobs],
    }


def queries():
    yield "four responses", {
        "logprobs": [-12.0, -10.5, -14.0, -11.0],
        "lengths": [10, 7, 20, 11],
        "rewards": [0.2, 1.0, -0.5, 0.7],
        "reference_logprobs": [-12.5, -10.0, -13.0, -12.75],
    }
    generator = random.Random(20240613)
    for count in (1, 2, 3, 6, 16):
        yield f"{count} drawn", drawn(generator, count, 1.0)
    tied = drawn(generator, 5, 1.0)
    tied["rewards"] = [0.5, 2.0, 0.5, -1.0, 2.0]
    yield "ties in the middle and at the top", tied
    tail = drawn(generator, 5, 1.0)
    tail["rewards"] = [-1.0, 0.5, -1.0, 2.0, -1.0]
    yield "a tied tail", tail
    equal = drawn(generator, 4, 1.0)
    equal["rewards"] = [0.75] * 4
    yield "all rewards equal", equal
    yield "log-probs of hundreds of thousands", drawn(generator, 6, 1000.0)
    wide = drawn(generator, 4, 1.0)
    wide["rewards"] = [250.0, -400.0, 3.5, 90.0]
    yield "rewards of hundreds", wide


def main():
    cases = []
    for title, query in queries():
        rewards = query["rewards"]
        for index in dict.fromkeys((rewards.index(max(rewards)), len(rewards) - 1)):
            query = dict(query, sft_index=index)
            for name, loss in LOSSES.items():
                for options in OPTIONS[name]:
                    l = tensor(query["logprobs"]).requires_grad_()
                    value = loss(l, query, options)
                    (gradient,) = torch.autograd.grad(value, l)
                    case = {"title": f"{title}, k = {index}", "objective": name, "options": options}
                    case.update(query, loss=value.item(), gradient=gradient.tolist())
                    cases.append(case)
    head = {
        "command": "python tests/golden/make_objectives.py > tests/golden/objectives.json",
        "versions": {"torch": torch.__version__, "python": platform.python_version()},
        "tolerance": TOLERANCE,
    }
    print("{")
    for key, value in head.items():
        print(f' "{key}": {json.dumps(value)},')
    print(' "cases": [')
    print(",\n".join("  " + json.dumps(case) for case in cases))
    print(" ]\n}")


if __name__ == "__main__":
    main()
