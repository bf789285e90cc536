# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiny random Llama models under tests/data/models, and what transformers, PEFT and torch compute with
them: the golden values of weights, models, sampling and training. Everything is drawn from fixed seeds.

    python tests/golden/make_tiny_llama.py > tests/golden/tiny_llama.json
"""

import copy
import importlib.metadata
import json
import math
import platform
import shutil
from pathlib import Path

import gguf
import numpy
import peft
import safetensors
import tokenizers
import torch
import transformers
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "data" / "models"
VOCABULARY = 300
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
PAD, EOS = 0, 2
TEMPERATURE = 20.0  # of LIRE: random models set responses far apart
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SIZES = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=256,
    rms_norm_eps=1e-5,
    bos_token_id=1,
    eos_token_id=EOS,
    pad_token_id=None,
    tie_word_embeddings=True,
)
ROPE = {"rope_type": "default", "rope_theta": 10000.0}
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 64}


def rounded(value):
    if isinstance(value, torch.Tensor):
        value = value.detach().double().tolist()
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return float(f"{value:.9g}")


# --- the models -------------------------------------------------------------------------------------


def tokenizer():
    """A byte-level BPE of 300 tokens, trained on this file's own text."""
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator([__doc__, TEMPLATE] * 4, trainer)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        unk_token="<|endoftext|>",
        pad_token="<|endoftext|>",
    )
    fast.chat_template = TEMPLATE
    assert len(fast) == VOCABULARY
    return fast


def randomized(model, seed):
    """Weights large enough that every part of the model matters."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            draw = torch.randn(parameter.shape, generator=generator)
            if "norm" in name:
                parameter.copy_(1.0 + 0.1 * draw)
            elif "embed_tokens" in name or "lm_head" in name:
                parameter.copy_(0.4 * draw)
            elif name.endswith("bias"):
                parameter.copy_(0.2 * draw)
            else:
                parameter.copy_(draw / math.sqrt(parameter.shape[-1]))
    return model.eval()


def causal(seed, rope=None, **changes):
    config = LlamaConfig(**{**SIZES, **changes}, rope_parameters=dict(rope or ROPE))
    return randomized(LlamaForCausalLM(config), seed)


def save(model, name, **options):
    folder = MODELS / name
    model.save_pretrained(folder, **options)
    tokenizer().save_pretrained(folder)
    for weights in folder.glob("*.safetensors"):
        weights.chmod(0o644)
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config.pop("transformers_version", None)
    path.write_text(json.dumps(config, indent=2) + "\n")


def read(kind, name):
    folder = MODELS / name
    return kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def as_transformers_4(name):
    """The same numbers as transformers 4 wrote them, by hand."""
    path = MODELS / name / "config.json"
    config = json.loads(path.read_text())
    rope = config.pop("rope_parameters")
    config.pop("head_dim")
    config.pop("dtype")
    config.update(rope_theta=rope.pop("rope_theta"), rope_scaling=None, torch_dtype="float32")
    path.write_text(json.dumps(config, indent=2) + "\n")


def base_models():
    models = {
        "tied": causal(1),
        "untied": causal(2, {**ROPE, "rope_theta": 50000.0}, num_hidden_layers=3, tie_word_embeddings=False),
        "rope_llama3": causal(3, LLAMA3),
        "rope_linear": causal(4, {**ROPE, "rope_type": "linear", "factor": 2.5}, num_key_value_heads=4),
        "rope_yarn": causal(5, YARN),
        "bias": causal(6, attention_bias=True, mlp_bias=True),
        "wide_heads": causal(7, head_dim=12, num_key_value_heads=1),
        "sharded": causal(8, tie_word_embeddings=False).to(torch.bfloat16),
    }
    for name, model in models.items():
        save(model, name, **({"max_shard_size": "40KB"} if name == "sharded" else {}))
    as_transformers_4("untied")
    # Read again: the golden values are those of the folders.
    return {name: read(LlamaForCausalLM, name) for name in models}


def adapter(model, name, **options):
    """A PEFT adapter with both factors random; returns the model with it."""
    model = copy.deepcopy(model)
    config = peft.LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, task_type="CAUSAL_LM", **options)
    wrapped = peft.get_peft_model(model, config)
    generator = torch.Generator().manual_seed(len(name))
    with torch.no_grad():
        for key, parameter in sorted(wrapped.named_parameters()):
            if "lora_" in key:
                parameter.copy_(0.3 * torch.randn(parameter.shape, generator=generator))
    wrapped.save_pretrained(MODELS / name)
    (MODELS / name / "README.md").unlink(missing_ok=True)
    (MODELS / name / "adapter_model.safetensors").chmod(0o644)
    path = MODELS / name / "adapter_config.json"
    config = json.loads(path.read_text())
    config["target_modules"] = sorted(config["target_modules"])
    config["base_model_name_or_path"] = "tiny"
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    return wrapped.eval()


def classifier():
    config = LlamaConfig(**{**SIZES, "pad_token_id": PAD}, num_labels=1, rope_parameters=dict(ROPE))
    save(randomized(LlamaForSequenceClassification(config), 9), "classifier")
    return read(LlamaForSequenceClassification, "classifier")


# --- GGUF -------------------------------------------------------------------------------------------

GGUF_PARTS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def gguf_name(name):
    if name.startswith("model.layers."):
        _, _, layer, part = name.split(".", 3)
        part, end = part.rsplit(".", 1)
        return f"blk.{layer}.{GGUF_PARTS[part]}.{end}"
    return {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
        "lm_head.weight": "output.weight",
    }[name]


def permuted(weight, heads):
    """The rows of rotary projections as llama.cpp's converter orders them: pairs side by side."""
    rows = weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:])
    return rows.swapaxes(1, 2).reshape(weight.shape)


def write_gguf(model, kind):
    """The file, and the model with the weights that the file holds after rounding."""
    model = copy.deepcopy(model)
    config = model.config
    path = MODELS / f"{kind.lower()}.gguf"
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    fast = tokenizer()
    vocabulary = sorted(fast.get_vocab().items(), key=lambda item: item[1])
    merges = json.loads(fast.backend_tokenizer.to_str())["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types([3 if token in SPECIAL else 1 for token, _ in vocabulary])
    writer.add_token_merges([" ".join(merge) for merge in merges])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(EOS)
    writer.add_pad_token_id(PAD)
    writer.add_chat_template(TEMPLATE)
    quantized = gguf.GGMLQuantizationType[kind]
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            weight = parameter.numpy().copy()
            heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
            turned = next((count for part, count in heads.items() if part in name), 0)
            if turned:
                weight = permuted(weight, turned)
            if weight.ndim == 1:
                writer.add_tensor(gguf_name(name), weight.astype(numpy.float32))
                continue
            data = gguf.quants.quantize(weight, quantized)
            writer.add_tensor(gguf_name(name), data, raw_dtype=quantized)
            weight = gguf.quants.dequantize(data, quantized).astype(numpy.float32)
            if turned:  # back: pairs to halves
                rows = weight.reshape(turned, weight.shape[0] // turned // 2, 2, -1)
                weight = rows.swapaxes(1, 2).reshape(weight.shape)
            parameter.copy_(torch.from_numpy(weight.copy()))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return model


# --- what they compute ------------------------------------------------------------------------------


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
