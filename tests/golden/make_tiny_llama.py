# SPDX-License-Identifier: GPL-3.0-or-later
"""What transformers, PEFT and torch compute with the tiny random models of tiny_models.py, which it writes
under tests/data/models: the golden values of weights, models, sampling and training. All is drawn from fixed
seeds.

    python tests/golden/make_tiny_llama.py > tests/golden/tiny_llama.json
"""

import copy
import importlib.metadata
import json
import math
import platform
import shutil

import peft
import safetensors
import torch
import transformers
from transformers import LlamaConfig

from tiny_models import (
    EOS,
    LLAMA3,
    MODELS,
    ROPE,
    SIZES,
    VOCABULARY,
    YARN,
    adapter,
    base_models,
    classifier,
    write_gguf,
)

TEMPERATURE = 20.0  # of LIRE: random models set responses far apart


def rounded(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().double().tolist()
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.9g}")


def groups():
    """Uneven lengths with length 1; even lengths after a prompt of one token; single responses."""
    generator = torch.Generator().manual_seed(77)

    def ids(count):
        return torch.randint(3, VOCABULARY, (count,), generator=generator).tolist()

    shapes = [(7, [5, 1, 9, 3]), (1, [4, 4, 4]), (12, [1]), (5, [1, 1, 1]), (40, [6, 13])]
    result = []
    for prompt, responses in shapes:
        result.append({"prompt": ids(prompt), "responses": [ids(count - 1) + [EOS] for count in responses]})
    return result


def response_logits(model, group, response):
    """Logits [R, V] that predict the response's tokens."""
    tokens = torch.tensor([group["prompt"] + response])
    logits = model(input_ids=tokens).logits[0]
    start = len(group["prompt"])
    return logits[start - 1 : start - 1 + len(response)]


def token_logprobs(model, group, response):
    logp = torch.log_softmax(response_logits(model, group, response).float(), -1)
    return logp.gather(1, torch.tensor(response)[:, None])[:, 0]


def scoring(model, lists):
    with torch.no_grad():
        rows = [[token_logprobs(model, group, r) for r in group["responses"]] for group in lists]
        logits = model(input_ids=torch.tensor([lists[0]["prompt"]])).logits[0, -1]
    return {
        "sums": rounded([[float(row.double().sum()) for row in rows_q] for rows_q in rows]),
        "per_token": [[rounded(row) for row in rows_q] for rows_q in rows],
        "next_logits": rounded(logits),
    }


def weights_of(lists):
    """Fixed numbers g_qj, of both signs and of uneven size."""
    return [[math.sin(1.0 + 3.0 * q + 1.7 * j) for j in range(len(g["responses"]))] for q, g in enumerate(lists)]


def described(gradient):
    """Norm and some entries, spread over the tensor."""
    flat = gradient.detach().double().flatten()
    places = sorted({0, flat.numel() // 3, flat.numel() // 2, flat.numel() - 1})
    return {
        "shape": list(gradient.shape),
        "norm": rounded(float(flat.norm())),
        "entries": [[place, rounded(float(flat[place]))] for place in places],
    }


def trainable(model):
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            yield name.replace(".default.", "."), parameter


def only_lora(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad_("lora_" in name)


def gradients(model, lists, g):
    model.zero_grad()
    for q, group in enumerate(lists):
        for j, response in enumerate(group["responses"]):
            (g[q][j] * token_logprobs(model, group, response).sum()).backward()
    return {name: described(parameter.grad) for name, parameter in trainable(model)}


def divergence(model, lists, temperature):
    k1, kl = [], []
    with torch.no_grad():
        for group in lists:
            k1_row, kl_row = [], []
            for response in group["responses"]:
                p = torch.log_softmax(response_logits(model, group, response).double() / temperature, -1)
                with model.disable_adapter():
                    q = torch.log_softmax(response_logits(model, group, response).double(), -1)
                targets = torch.tensor(response)[:, None]
                k1_row.append(float((p - q).gather(1, targets).sum()))
                kl_row.append(float((p.exp() * (p - q)).sum()))
            k1.append(rounded(k1_row))
            kl.append(rounded(kl_row))
    return {"temperature": temperature, "k1": k1, "rao_blackwell": kl}


def learning_rate(step, steps, warmup_share, peak):
    """Linear warm-up whose first step is above 0, then a cosine towards 0."""
    warmup = math.ceil(warmup_share * steps)
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    return peak * 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(steps - warmup, 1)))


def lire_training(model, lists, rewards, *, title, steps, peak, scheduled, warmup_share, weight_decay, clip):
    """LIRE (reward softmax) over all lists at once, AdamW."""
    model = copy.deepcopy(model)
    only_lora(model)
    parameters = [parameter for _, parameter in trainable(model)]
    optimizer = torch.optim.AdamW(parameters, lr=peak, weight_decay=weight_decay)
    told = []
    for step in range(steps):
        rate = learning_rate(step, steps, warmup_share, peak) if scheduled else peak
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        loss = torch.zeros(())
        for group, reward in zip(lists, rewards):
            sums = torch.stack([token_logprobs(model, group, r).sum() for r in group["responses"]])
            wanted = torch.softmax(torch.tensor(reward), 0)
            loss = loss - (torch.softmax(sums / TEMPERATURE, 0) * wanted).sum() / len(lists)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(parameters, clip if clip > 0 else math.inf)
        optimizer.step()
        told.append({"loss": rounded(float(loss.detach())), "gradient_norm": rounded(float(norm)), "learning_rate": rate})
    return {
        "title": title,
        "steps": told,
        "peak": peak,
        "scheduled": scheduled,
        "warmup_share": warmup_share,
        "weight_decay": weight_decay,
        "clip": clip,
        "sums_after": scoring(model, lists)["sums"],
    }


def adam_w():
    """torch.optim.AdamW on two tensors with given gradients."""
    generator = torch.Generator().manual_seed(5)
    cases = []
    for settings in ({"weight_decay": 0.0}, {"weight_decay": 0.1, "betas": (0.8, 0.95), "eps": 1e-6}):
        values = [torch.randn(3, generator=generator), torch.randn(2, 2, generator=generator)]
        parameters = [torch.nn.Parameter(value.clone()) for value in values]
        optimizer = torch.optim.AdamW(parameters, lr=0.0, **settings)
        steps = []
        for step in range(6):
            rate = 0.05 / (1 + step)
            optimizer.param_groups[0]["lr"] = rate
            for parameter in parameters:
                parameter.grad = torch.randn(parameter.shape, generator=generator) * 10.0 ** (step - 4)
            optimizer.step()
            steps.append(
                {
                    "learning_rate": rate,
                    "gradients": [rounded(p.grad.flatten()) for p in parameters],
                    "values": [rounded(p.flatten()) for p in parameters],
                }
            )
        betas = settings.get("betas", (0.9, 0.999))
        cases.append(
            {
                "beta1": betas[0],
                "beta2": betas[1],
                "epsilon": settings.get("eps", 1e-8),
                "weight_decay": settings["weight_decay"],
                "start": [rounded(value.flatten()) for value in values],
                "steps": steps,
            }
        )
    return cases


def rope_frequencies():
    """Each scaling's frequencies for heads of 64, as transformers' rotary embedding holds them."""
    yarn = {**YARN, "original_max_position_embeddings": 2048}
    cases = {
        "default": ROPE,
        "another theta": {**ROPE, "rope_theta": 500000.0},
        "linear": {**ROPE, "rope_type": "linear", "factor": 4.0},
        "dynamic, below the trained length": {**ROPE, "rope_type": "dynamic", "factor": 2.0},
        "llama3": {**LLAMA3, "rope_theta": 500000.0, "original_max_position_embeddings": 8192},
        "yarn": yarn,
        "yarn, own attention factor": {**yarn, "attention_factor": 0.75},
        "yarn, mscale": {**yarn, "mscale": 0.7, "mscale_all_dim": 1.4},
        "yarn, own betas, not truncated": {**yarn, "beta_fast": 20.0, "beta_slow": 2.0, "truncate": False},
    }
    rows = []
    for title, rope in cases.items():
        config = LlamaConfig(
            **{**SIZES, "hidden_size": 256, "max_position_embeddings": 8192}, rope_parameters=dict(rope)
        )
        rotary = transformers.models.llama.modeling_llama.LlamaRotaryEmbedding(config)
        written = {key: value for key, value in config.to_dict().items() if value is not None}
        rows.append(
            {
                "title": title,
                "config": written,
                "frequencies": rounded(rotary.inv_freq),
                "attention_scaling": rounded(rotary.attention_scaling),
            }
        )
    return rows


def reward_values(model, lists, g):
    def score(group, response):
        return model(input_ids=torch.tensor([group["prompt"] + response])).logits[0, 0]

    with torch.no_grad():
        scores = [[float(score(group, r)) for r in group["responses"]] for group in lists]
    model.zero_grad()
    for q, group in enumerate(lists):
        for j, response in enumerate(group["responses"]):
            (g[q][j] * score(group, response)).backward()
    return {
        "scores": rounded(scores),
        "gradients": {name: described(p.grad) for name, p in model.named_parameters()},
    }


def main():
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    shutil.rmtree(MODELS, ignore_errors=True)
    MODELS.mkdir(parents=True)
    lists = groups()
    g = weights_of(lists)
    models = base_models()
    everything = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    adapted = {
        "adapter_qv": ("tied", adapter(models["tied"], "adapter_qv", target_modules=["q_proj", "v_proj"])),
        "adapter_rslora": (
            "untied",
            adapter(models["untied"], "adapter_rslora", target_modules=everything, use_rslora=True),
        ),
    }
    quantized = {}
    for kind in ("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1"):
        source = "untied" if kind in ("F32", "Q8_0") else "tied"
        quantized[f"{kind.lower()}.gguf"] = scoring(write_gguf(models[source], kind), lists)
    rewards = [[math.cos(2.0 * q + j) for j in range(len(group["responses"]))] for q, group in enumerate(lists)]
    qv = adapted["adapter_qv"][1]
    common = dict(steps=3, peak=0.02, warmup_share=0.03)
    golden = {
        "command": "python tests/golden/make_tiny_llama.py > tests/golden/tiny_llama.json",
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "peft": peft.__version__,
            "safetensors": safetensors.__version__,
            "gguf": importlib.metadata.version("gguf"),
        },
        "groups": lists,
        "gradient_weights": rounded(g),
        "rewards": rounded(rewards),
        "models": {name: scoring(model, lists) for name, model in models.items()} | quantized,
        "adapters": {},
        "full_gradients": {
            name: gradients(models[name], lists, g) for name in ("tied", "untied", "bias", "wide_heads", "rope_linear")
        },
        "classifier": reward_values(classifier(), lists, g),
        "lire_temperature": TEMPERATURE,
        "training": [
            lire_training(
                qv, lists, rewards, title="fixed rate", scheduled=False, weight_decay=0.0, clip=0.0, **common
            ),
            lire_training(
                qv, lists, rewards, title="schedule, decay, clip", scheduled=True, weight_decay=0.1, clip=0.05, **common
            ),
        ],
        "adam_w": adam_w(),
        "rope": rope_frequencies(),
    }
    for name, (base, model) in adapted.items():
        only_lora(model)
        golden["adapters"][name] = {
            "base": base,
            **scoring(model, lists),
            "gradients": gradients(model, lists, g),
            "divergence": [divergence(model, lists, temperature) for temperature in (1.0, 0.7)],
        }
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
