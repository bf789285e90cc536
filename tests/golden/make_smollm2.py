# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden values of the real model: SmolLM2-135M-Instruct's GGUF, dequantized by the gguf package into
transformers in fp32. The adapter's A comes from a formula (lora_a below), so that no file is needed.

    python tests/golden/make_smollm2.py [GGUF] > tests/golden/smollm2.json
"""

import hashlib
import importlib.metadata
import json
import math
import platform
import sys
from pathlib import Path

import peft
import torch
import transformers

PATH = Path(sys.argv[1] if len(sys.argv) > 1 else "~/.local/share/lire/models/smollm2-135m-instruct.gguf")
RANK, ALPHA, RATE, TEMPERATURE = 4, 8.0, 1e-3, 2.0
PROMPTS = [
    ("What is the capital of France?", ["The capital of France is Paris.", "Paris", "I do not know.", "It is Lyon, I think, or maybe Marseille."]),
    ("Name three colours.", ["Red, green and blue.", "Red\nGreen\nBlue", "No.", "Colours are made of light of different wavelengths."]),
    ("Is 17 a prime number? Answer yes or no.", ["Yes", "No", "Yes, 17 is prime: only 1 and 17 divide it.", "17 = 3 × 6 − 1, so no."]),
    ("Translate to German: good morning", ["Guten Morgen", "Guten Morgen!", "Gute Nacht", "Buenos días 🙂"]),
    ("Write a haiku about rain.", ["Soft rain on the roof\nthe garden drinks in silence\nmorning smells of earth", "Rain rain rain", "It rains.", "I cannot write poems, but I can tell you about the weather."]),
]
REWARDS = [1.0, 0.25, -0.5, -1.25]


def rounded(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().double().tolist()
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.9g}")


def lora_a(rows, columns):
    """Spread over +-1 / sqrt(columns): ((i + 1) * 0.6180339887498949) mod 1 for the i-th entry."""
    i = torch.arange(1, rows * columns + 1, dtype=torch.float64)
    spread = torch.remainder(i * 0.6180339887498949, 1.0)
    return ((2.0 * spread - 1.0) / math.sqrt(columns)).float().reshape(rows, columns)


def token_logprobs(model, prompt, response):
    logits = model(input_ids=torch.tensor([prompt + response])).logits[0].float()
    logp = torch.log_softmax(logits[len(prompt) - 1 : -1], -1)
    return logp.gather(1, torch.tensor(response)[:, None])[:, 0]


def main():
    transformers.logging.set_verbosity_error()
    path = PATH.expanduser()
    options = dict(gguf_file=path.name)
    tokenizer = transformers.AutoTokenizer.from_pretrained(path.parent, **options)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, **options, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    lists = []
    for prompt, responses in PROMPTS:
        text = tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}], add_generation_prompt=True, tokenize=False
        )
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        lists.append(
            {
                "message": prompt,
                "prompt": ids,
                "texts": responses,
                "responses": [
                    tokenizer(r, add_special_tokens=False)["input_ids"] + [tokenizer.eos_token_id] for r in responses
                ],
            }
        )
    with torch.no_grad():
        per_token = [[token_logprobs(model, g["prompt"], r) for r in g["responses"]] for g in lists]
    sums = [[float(row.double().sum()) for row in rows] for rows in per_token]

    model = peft.get_peft_model(
        model,
        peft.LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=["q_proj", "v_proj"]),
    )
    for name, parameter in model.named_parameters():
        if "lora_A" in name:
            parameter.data.copy_(lora_a(*parameter.shape))
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0)
    wanted = torch.softmax(torch.tensor(REWARDS), 0)
    steps = []
    for _ in range(3):
        optimizer.zero_grad()
        total = 0.0
        for group in lists:
            l = torch.stack([token_logprobs(model, group["prompt"], r).sum() for r in group["responses"]])
            loss = -(torch.softmax(l / TEMPERATURE, 0) * wanted).sum() / len(lists)
            loss.backward()
            total += float(loss.detach())
        norm = float(torch.nn.utils.clip_grad_norm_(parameters, math.inf))
        optimizer.step()
        steps.append({"loss": rounded(total), "gradient_norm": rounded(norm)})
    with torch.no_grad():
        after = [[float(token_logprobs(model, g["prompt"], r).double().sum()) for r in g["responses"]] for g in lists]

    print(
        json.dumps(
            {
                "command": "python tests/golden/make_smollm2.py > tests/golden/smollm2.json",
                "versions": {
                    "python": platform.python_version(),
                    "torch": torch.__version__,
                    "transformers": transformers.__version__,
                    "peft": peft.__version__,
                    "gguf": importlib.metadata.version("gguf"),
                },
                "gguf_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "rewards": REWARDS,
                "rank": RANK,
                "alpha": ALPHA,
                "learning_rate": RATE,
                "temperature": TEMPERATURE,
                "groups": lists,
                "sums": rounded(sums),
                "per_token": [[rounded(row) for row in rows] for rows in per_token],
                "steps": steps,
                "sums_after": rounded(after),
            },
            indent=1,
            ensure_ascii=False,
        )
    )


if __name__ == "__main__":
    main()
