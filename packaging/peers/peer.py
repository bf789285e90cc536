# SPDX-License-Identifier: GPL-3.0-or-later
"""The public way: transformers + PEFT, the prompt repeated for each response. The options and the line that is
printed are those of `lire bench`, and the work is the same: the same shapes, adapter, objective and optimizer."""

import argparse
import json
import time
from pathlib import Path

import peft
import torch
import transformers
from bench_line import print_line

LIRE_TEMPERATURE = 2.0  # of `lire bench train`: the objective's default


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["train", "logprobs", "score", "sample"])
    parser.add_argument("--model", required=True, help="a GGUF file or a Hugging Face folder")
    for name in ("prompt-length", "response-length", "responses", "batch"):
        parser.add_argument("--" + name, type=int, default=1)
    parser.add_argument("--data", help="groups of ids in place of random ones, as of `lire bench`")
    parser.add_argument("--lora-targets", default="q_proj,v_proj")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--dtype", default="bf16", choices=["bf16", "fp32"])
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def lists_of(arguments, vocabulary):
    if arguments.data:
        groups = [json.loads(line) for line in Path(arguments.data).read_text().splitlines()]
        return [(group["prompt_ids"], group["response_ids"]) for group in groups[: arguments.batch]]
    generator = torch.Generator().manual_seed(1)
    draw = lambda length: torch.randint(3, vocabulary, (length,), generator=generator).tolist()
    return [
        (draw(arguments.prompt_length), [draw(arguments.response_length) for _ in range(arguments.responses)])
        for _ in range(arguments.batch)
    ]


def padded(lists, device):
    """One row a response, padded on the right: ids, mask of tokens, mask of response tokens."""
    rows = [(prompt, response) for prompt, responses in lists for response in responses]
    width = max(len(prompt) + len(response) for prompt, response in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    scored = torch.zeros(len(rows), width, dtype=torch.bool)
    for row, (prompt, response) in enumerate(rows):
        end = len(prompt) + len(response)
        ids[row, :end] = torch.tensor(prompt + response)
        mask[row, :end] = 1
        scored[row, len(prompt) : end] = True
    return ids.to(device), mask.to(device), scored.to(device)


def response_logprobs(model, lists, device):
    """[rows]: logits where a response is only, as TRL's trainers ask for them."""
    ids, mask, scored = padded(lists, device)
    first = min(len(prompt) for prompt, _ in lists)
    keep = ids.size(1) - first + 1
    logits = model(input_ids=ids, attention_mask=mask, logits_to_keep=keep, use_cache=False).logits[:, :-1]
    targets, wanted = ids[:, -logits.size(1) :], scored[:, -logits.size(1) :]
    picked = torch.gather(logits, 2, targets[:, :, None])[:, :, 0].float() - torch.logsumexp(logits.float(), 2)
    return (picked * wanted).sum(1)


def train(model, lists, arguments):
    model = peft.get_peft_model(model, peft.LoraConfig(r=8, lora_alpha=16, target_modules=arguments.lora_targets.split(",")))
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=2e-4, weight_decay=0.0)

    def step():
        logprobs = response_logprobs(model, lists, arguments.device)
        loss, at = 0.0, 0
        for _, responses in lists:
            count = len(responses)
            rewards = torch.arange(count, dtype=torch.float32, device=arguments.device)
            weights = torch.softmax(logprobs[at : at + count] / LIRE_TEMPERATURE, 0)
            loss = loss - (weights * rewards).sum() / len(lists)
            at += count
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()

    return step


def logprobs(model, lists, arguments):
    def step():
        with torch.no_grad():
            response_logprobs(model, lists, arguments.device)

    return step


def score(model, lists, arguments):
    """A sequence classifier on the backbone, read at each row's last token."""
    head = torch.nn.Linear(model.config.hidden_size, 1, bias=False).to(model.device, model.dtype)

    def step():
        ids, mask, _ = padded(lists, arguments.device)
        with torch.no_grad():
            hidden = model.model(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
            head(hidden)[torch.arange(ids.size(0)), mask.sum(1) - 1]

    return step


def sample(model, lists, arguments):
    prompts = torch.tensor([prompt for prompt, _ in lists], device=arguments.device)
    responses, length = len(lists[0][1]), len(lists[0][1][0])

    def step():
        with torch.no_grad():
            model.generate(
                prompts,
                attention_mask=torch.ones_like(prompts),
                do_sample=True,
                top_k=0,
                num_return_sequences=responses,
                min_new_tokens=length,
                max_new_tokens=length,
                pad_token_id=0,
            )

    return step


def main():
    arguments = parse()
    transformers.logging.set_verbosity_error()
    path = Path(arguments.model).expanduser()
    where = {"pretrained_model_name_or_path": path} if path.is_dir() else {
        "pretrained_model_name_or_path": path.parent, "gguf_file": path.name}
    dtype = torch.bfloat16 if arguments.dtype == "bf16" else torch.float32
    model = transformers.AutoModelForCausalLM.from_pretrained(**where, dtype=dtype).to(arguments.device)
    lists = lists_of(arguments, model.config.vocab_size)
    step = globals()[arguments.work](model, lists, arguments)
    seconds = []
    for _ in range(arguments.steps + 1):
        start = time.perf_counter()
        step()
        if arguments.device != "cpu":
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    tokens = sum(len(response) for _, responses in lists for response in responses)
    print_line(
        arguments.work,
        seconds,
        tokens,
        0 if arguments.device == "cpu" else torch.cuda.max_memory_allocated(),
    )


if __name__ == "__main__":
    main()
