# SPDX-License-Identifier: GPL-3.0-or-later
"""llama.cpp's way of drawing many responses at once: all sequences in one batch, a token of each a call. The options
and the line that is printed are those of `lire bench sample`."""

import argparse
import ctypes
import multiprocessing
import os
import random
import tempfile
import time
from pathlib import Path

import gguf
import llama_cpp
from bench_line import print_line

FIRST_ID = 3  # below lie special tokens


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["sample"])
    parser.add_argument("--model", required=True, help="a GGUF file")
    for name in ("prompt-length", "response-length", "responses", "batch"):
        parser.add_argument("--" + name, type=int, default=1)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--dtype", default="bf16", choices=["bf16", "fp32"])
    return parser.parse_args()


def write_with_dtype(path, dtype, out):
    """The model with matrices of one type, as its authors would publish it."""
    kind = {"bf16": gguf.GGMLQuantizationType.BF16, "fp32": gguf.GGMLQuantizationType.F32}[dtype]
    reader = gguf.GGUFReader(path)
    architecture = reader.fields[gguf.Keys.General.ARCHITECTURE].contents()
    writer = gguf.GGUFWriter(out, architecture)
    for field in reader.fields.values():
        if field.name != gguf.Keys.General.ARCHITECTURE and not field.name.startswith("GGUF."):
            element = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=element)
    for tensor in reader.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        if values.ndim == 1:
            writer.add_tensor(tensor.name, values)
        else:
            writer.add_tensor(tensor.name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def with_dtype(path, dtype, folder):
    """A process of its own writes it: its memory is not the peer's."""
    out = Path(folder) / f"model-{dtype}.gguf"
    writer = multiprocessing.Process(target=write_with_dtype, args=(path, dtype, out))
    writer.start()
    writer.join()
    if writer.exitcode != 0:
        raise SystemExit(f"{path} could not be written in {dtype}; the message stands above")
    return out


class Batch:
    """Tokens of several sequences for one call; with logits where a token is to be drawn next."""

    def __init__(self, capacity):
        self.tokens = llama_cpp.llama_batch_init(capacity, 0, 1)

    def fill(self, entries):
        self.tokens.n_tokens = len(entries)
        for place, (token, position, sequence, wanted) in enumerate(entries):
            self.tokens.token[place] = token
            self.tokens.pos[place] = position
            self.tokens.n_seq_id[place] = 1
            self.tokens.seq_id[place][0] = sequence
            self.tokens.logits[place] = wanted


def decode(context, batch):
    if llama_cpp.llama_decode(context, batch.tokens) != 0:
        raise SystemExit("llama.cpp could not decode the batch")


def drawer(seed):
    """Temperature 1 over the whole vocabulary."""
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    llama_cpp.llama_sampler_chain_add(chain, llama_cpp.llama_sampler_init_temp(1.0))
    llama_cpp.llama_sampler_chain_add(chain, llama_cpp.llama_sampler_init_dist(seed))
    return chain


def sample(context, prompts, sequences, length):
    """Every response exactly `length` tokens: an end of sequence is drawn as any other token."""
    memory = llama_cpp.llama_get_memory(context)
    llama_cpp.llama_memory_clear(memory, True)
    start = len(prompts[0])
    batch = Batch(max(start, len(prompts) * sequences))
    chains = [drawer(seed) for seed in range(len(prompts) * sequences)]
    drawn = [0] * len(chains)
    for query, prompt in enumerate(prompts):
        first = query * sequences
        batch.fill([(token, at, first, at == start - 1) for at, token in enumerate(prompt)])
        decode(context, batch)
        for sequence in range(first, first + sequences):
            if sequence != first:
                llama_cpp.llama_memory_seq_cp(memory, first, sequence, -1, -1)
            drawn[sequence] = llama_cpp.llama_sampler_sample(chains[sequence], context, start - 1)
    for position in range(start, start + length - 1):
        batch.fill([(token, position, sequence, True) for sequence, token in enumerate(drawn)])
        decode(context, batch)
        drawn = [llama_cpp.llama_sampler_sample(chain, context, place) for place, chain in enumerate(chains)]
    for chain in chains:
        llama_cpp.llama_sampler_free(chain)
    llama_cpp.llama_batch_free(batch.tokens)


@llama_cpp.llama_log_callback
def silent(_level, _text, _data):
    pass


def main():
    arguments = parse()
    llama_cpp.llama_log_set(silent, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    sequences = arguments.batch * arguments.responses
    with tempfile.TemporaryDirectory() as folder:
        path = with_dtype(Path(arguments.model).expanduser(), arguments.dtype, folder)
        model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = sequences * (arguments.prompt_length + arguments.response_length)
        settings.n_seq_max = sequences
        settings.n_batch = settings.n_ubatch = max(512, sequences)
        settings.kv_unified = True  # the prompt's part is shared, not copied
        settings.n_threads = settings.n_threads_batch = len(os.sched_getaffinity(0))
        context = llama_cpp.llama_init_from_model(model, settings)
        vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
        draw = random.Random(1)
        prompts = [
            [draw.randrange(FIRST_ID, vocabulary) for _ in range(arguments.prompt_length)]
            for _ in range(arguments.batch)
        ]
        seconds = []
        for _ in range(arguments.steps + 1):
            start = time.perf_counter()
            sample(context, prompts, arguments.responses, arguments.response_length)
            seconds.append(time.perf_counter() - start)
    print_line(arguments.work, seconds, sequences * arguments.response_length)


if __name__ == "__main__":
    main()
