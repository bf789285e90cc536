# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiny random Llama models under tests/data/models: folders as transformers saves them, PEFT adapters, GGUF
files as llama.cpp's converter orders them. make_tiny_llama.py writes and uses them.
"""

import copy
import json
import math
from pathlib import Path

import gguf
import numpy
import peft
import tokenizers
import torch
import transformers
from transformers import LlamaConfig, LlamaForCausalLM, LlamaForSequenceClassification

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "data" / "models"
VOCABULARY = 300
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
PAD, EOS = 0, 2
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
WORDS = (
    "Tiny random models, and what other programs compute with them: golden values of weights, models, "
    "sampling and training. Everything is drawn from fixed seeds, the same on every machine."
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


def tokenizer():
    """A byte-level BPE of 300 tokens, trained on a few words."""
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator([WORDS, TEMPLATE] * 4, trainer)
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
