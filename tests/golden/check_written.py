# SPDX-License-Identifier: GPL-3.0-or-later
"""What `lire` writes, as transformers and PEFT read it: an adapter, a merged model, a model trained whole, an
adapter trained on from another, a reward model. Each is made by `lire` from a folder of a Llama, loaded by its
reader and compared on the same lists in fp32. Prints a line for each and ends with 1 where one disagrees.

    python tests/golden/check_written.py build/release/bin/lire [MODEL_FOLDER]
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import peft
import torch
import transformers

LIRE = sys.argv[1]
MODEL = sys.argv[2] if len(sys.argv) > 2 else str(Path(__file__).resolve().parents[1] / "data/models/tied")
TOLERANCE = 2e-4  # relative
transformers.logging.disable_progress_bar()
PROMPTS = ["Name a colour.", "What is random?", "Say something about seeds and machines.", "Is it fixed?"]
RESPONSES = ["Everything is drawn.", "No.", "The same on every machine, with other programs.", "models and golden values"]


def lire(*arguments):
    """The lines that a command prints."""
    done = subprocess.run([LIRE, *map(str, arguments), "--device", "cpu"] if arguments[0] != "merge" else
                          [LIRE, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lire {arguments[0]}: {done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def write_lists(path):
    """Lists of four by ids, so that no tokenizer comes between the programs; an EOS ends every response."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(MODEL)
    groups = []
    for number, prompt in enumerate(PROMPTS):
        groups.append({
            "id": str(number),
            "prompt": prompt,
            "prompt_ids": tokenizer(prompt)["input_ids"],
            "response_ids": [tokenizer(text)["input_ids"] + [tokenizer.eos_token_id] for text in RESPONSES],
            "rewards": [((number + k) % 4) - 1.5 for k in range(len(RESPONSES))],
        })
    path.write_text("".join(json.dumps(group) + "\n" for group in groups))
    return groups


def sequences(groups):
    for group in groups:
        for response in group["response_ids"]:
            yield group["prompt_ids"], response


def log_probs(model, groups):
    """Sums over each response's tokens."""
    sums = []
    with torch.no_grad():
        for prompt, response in sequences(groups):
            logits = model(torch.tensor([prompt + response])).logits[0].double().log_softmax(-1)
            before = range(len(prompt) - 1, len(prompt) + len(response) - 1)
            sums.append(sum(logits[at, token].item() for at, token in zip(before, response)))
    return sums


def rewards(model, groups):
    with torch.no_grad():
        return [model(torch.tensor([prompt + response])).logits[0, 0].item() for prompt, response in sequences(groups)]


def flat(lines, key):
    return [value for line in lines for value in line[key]]


def compare(what, ours, theirs, start):
    worst = max(abs(a - b) / max(abs(b), 1.0) for a, b in zip(ours, theirs, strict=True))
    moved = start is None or max(abs(a - b) / max(abs(b), 1.0) for a, b in zip(theirs, start, strict=True)) > 10 * TOLERANCE
    agrees = worst <= TOLERANCE and moved
    print(f"{'agrees' if agrees else 'DIFFERS'}  {what}: {worst:.1e} relative" + ("" if moved else ", but nothing was trained"))
    return agrees


def main():
    causal = transformers.AutoModelForCausalLM
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        lists = folder / "lists.jsonl"
        groups = write_lists(lists)
        start = log_probs(causal.from_pretrained(MODEL, dtype=torch.float32), groups)

        def train(out, *options, rate=0.02):
            lire("train", "--model", MODEL, "--data", lists, "--objective", "lire", "--options", '{"temperature": 10}',
                 "--out", out, "--epochs", 8, "--batch", 2, "--learning-rate", rate, "--dtype", "fp32", *options)

        def ours(model, *options):
            return flat(lire("logprobs", "--model", model, "--dtype", "fp32", *options, lists), "logprobs")

        adapters = {"adapter": [], "adapter on all projections, rank 3": [
            "--lora-rank", 3, "--lora-targets", "q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj"],
            "adapter trained on from another": ["--adapter", folder / "adapter"]}
        results = []
        for name, options in adapters.items():
            out = folder / name.split(",")[0]
            train(out, *options)
            base = causal.from_pretrained(MODEL, dtype=torch.float32)
            theirs = log_probs(peft.PeftModel.from_pretrained(base, out).eval(), groups)
            results.append(compare(name, ours(MODEL, "--adapter", out), theirs, start))

        lire("merge", "--model", MODEL, "--adapter", folder / "adapter", "--out", folder / "merged")
        merged = causal.from_pretrained(folder / "merged", dtype=torch.float32).eval()
        results.append(compare("merged model", ours(MODEL, "--adapter", folder / "adapter"), log_probs(merged, groups), start))

        train(folder / "whole", "--full", rate=0.005)
        whole = causal.from_pretrained(folder / "whole", dtype=torch.float32).eval()
        results.append(compare("model trained whole", ours(folder / "whole"), log_probs(whole, groups), start))

        lire("train-reward", "--model", MODEL, "--data", lists, "--out", folder / "reward", "--epochs", 4,
             "--learning-rate", 0.01, "--dtype", "fp32")
        reader = transformers.AutoModelForSequenceClassification.from_pretrained(folder / "reward", dtype=torch.float32)
        scored = flat(lire("score", "--reward-model", folder / "reward", "--dtype", "fp32", lists), "rewards")
        results.append(compare("reward model", scored, rewards(reader.eval(), groups), None))
    sys.exit(0 if all(results) else 1)


main()
