"""Whole encoders and decoders beside transformers: tiny, random weights, no download.

Not in the folders of their families, whose tests run once for every mutation: to import
transformers takes seconds.
"""

import os
from typing import Any

import numpy as np
import pytest
import torch

from engine.attention.blocks import FeedForward
from engine.attention.decoder import DecoderLayer, decoder_layer
from engine.attention.encoder import EncoderLayer, encoder
from engine.attention.masks import causal_mask, padding_mask
from engine.attention.multi_head import Projections
from engine.language.decoder import gpt_logits
from engine.language.decoding import continue_by_beams
from engine.language.sizes import bert_parameters, gpt_parameters
from engine.nn.normalisation import layer_norm

IDS = np.array([[1, 7, 2, 2, 10], [3, 0, 5, 9, 4]])
CLOSE: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-10}
SIZES: dict[str, Any] = {"vocab_size": 11, "n_positions": 6, "n_embd": 8, "n_layer": 2,
                         "n_head": 2, "bos_token_id": 0, "eos_token_id": 0}  # fmt: skip


@pytest.fixture(scope="module")
def hf() -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import transformers

    return transformers


def made(model: type, config: Any) -> tuple[Any, dict[str, np.ndarray]]:
    """A model in float64, and its weights, none of which is left at 0 or 1."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = model(config).eval().double()
        with torch.no_grad():
            for weight in net.parameters():
                weight.add_(0.3 * torch.randn_like(weight))
    return net, {name: w.detach().numpy() for name, w in net.state_dict().items()}


def run(net: Any, **inputs: Any) -> Any:
    with torch.no_grad():
        return net(**{name: torch.as_tensor(v) for name, v in inputs.items()})


def linear(w: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    return w[f"{name}.weight"].T, w[f"{name}.bias"]


def norm(w: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    return w[f"{name}.weight"], w[f"{name}.bias"]


def test_bert_is_the_encoder_on_three_embeddings(hf: Any) -> None:
    config = hf.BertConfig(
        vocab_size=11, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=12, hidden_act="relu", max_position_embeddings=6,
        layer_norm_eps=1e-5,
    )  # fmt: skip
    net, w = made(hf.BertModel, config)
    segments, lengths = np.array([[0, 0, 1, 1, 1]] * 2), [5, 3]
    seen = padding_mask(lengths, 5)
    out = run(net, input_ids=IDS, token_type_ids=segments, attention_mask=seen[:, 0])

    x = w["embeddings.word_embeddings.weight"][IDS]
    x = x + w["embeddings.position_embeddings.weight"][:5]
    x = x + w["embeddings.token_type_embeddings.weight"][segments]
    layers = [_bert_layer(w, f"encoder.layer.{i}.") for i in range(2)]
    h = encoder(layer_norm(x, *norm(w, "embeddings.LayerNorm")), layers, 2, seen)
    W, b = linear(w, "pooler.dense")
    np.testing.assert_allclose(h[0], out.last_hidden_state[0], **CLOSE)
    np.testing.assert_allclose(h[1, :3], out.last_hidden_state[1, :3], **CLOSE)
    np.testing.assert_allclose(np.tanh(h[:, 0] @ W + b), out.pooler_output, **CLOSE)
    assert bert_parameters(11, 8, 2, 12, 6) == net.num_parameters()


def _bert_layer(w: dict[str, np.ndarray], at: str) -> EncoderLayer:
    own, parts = f"{at}attention.", ("self.query", "self.key", "self.value")
    return EncoderLayer(
        Projections(*(linear(w, own + part) for part in (*parts, "output.dense"))),
        FeedForward(*(linear(w, f"{at}{p}.dense") for p in ("intermediate", "output"))),
        (norm(w, f"{own}output.LayerNorm"), norm(w, f"{at}output.LayerNorm")),
    )


def test_the_first_gpt_with_and_without_a_cache(hf: Any) -> None:
    net, w = made(hf.OpenAIGPTLMHeadModel, hf.OpenAIGPTConfig(afn="relu", **SIZES))
    out = run(net, input_ids=IDS)
    mine = {"tokens.weight": w["transformer.tokens_embed.weight"],
            "positions.weight": w["transformer.positions_embed.weight"],
            "head.weight": w["lm_head.weight"], "head.bias": np.zeros(11)}  # fmt: skip
    names = {"attn.c_attn": "self_attn.in_proj_", "attn.c_proj": "self_attn.out_proj.",
             "ln_1": "norm1.", "mlp.c_fc": "linear1.", "mlp.c_proj": "linear2.",
             "ln_2": "norm2."}  # fmt: skip
    for i in range(2):
        for theirs, ours in names.items():
            for part in ("weight", "bias"):
                array = w[f"transformer.h.{i}.{theirs}.{part}"]
                mine[f"layers.{i}.{ours}{part}"] = array.T  # they keep (in, out)

    logits, _ = gpt_logits(IDS, mine, 2)
    np.testing.assert_allclose(logits, out.logits, **CLOSE)
    start, cache = gpt_logits(IDS[:, :2], mine, 2)
    rest, _ = gpt_logits(IDS[:, 2:], mine, 2, cache)
    np.testing.assert_allclose(np.hstack([start, rest]), out.logits, **CLOSE)


def test_gpt_2_is_a_masked_encoder_with_its_norms_first(hf: Any) -> None:
    config = hf.GPT2Config(activation_function="relu", **SIZES)
    net, w = made(hf.GPT2LMHeadModel, config)
    out = run(net, input_ids=IDS)

    x = w["transformer.wte.weight"][IDS] + w["transformer.wpe.weight"][:5]
    layers = [_gpt_2_layer(w, f"transformer.h.{i}.") for i in range(2)]
    h = encoder(x, layers, 2, causal_mask(5), norm_first=True)
    h = layer_norm(h, *norm(w, "transformer.ln_f"))
    np.testing.assert_allclose(h @ w["lm_head.weight"].T, out.logits, **CLOSE)
    assert gpt_parameters(11, 8, 2, 32, 6) == net.num_parameters()


def test_beams_are_those_of_generate(hf: Any) -> None:
    config = hf.GPT2Config(activation_function="relu", **SIZES)
    net, _ = made(hf.GPT2LMHeadModel, config)
    out = net.generate(
        torch.tensor([[1, 7]]), attention_mask=torch.ones(1, 2), max_new_tokens=3,
        num_beams=3, num_return_sequences=3, length_penalty=0.0, do_sample=False,
        eos_token_id=None, pad_token_id=0, return_dict_in_generate=True,
        output_scores=True,
    )  # fmt: skip

    def step(seen: list[int]) -> np.ndarray:
        return run(net, input_ids=[seen]).logits[0, -1].numpy()

    mine = continue_by_beams(step, [1, 7], 3, 3)
    assert [text for text, _ in mine] == out.sequences.tolist()
    np.testing.assert_allclose([p for _, p in mine], out.sequences_scores, rtol=1e-5)


def _gpt_2_layer(w: dict[str, np.ndarray], at: str) -> EncoderLayer:
    W, b = norm(w, f"{at}attn.c_attn")  # (in, out), as here
    parts = zip(np.split(W, 3, axis=1), np.split(b, 3), strict=True)
    return EncoderLayer(
        Projections(*parts, norm(w, f"{at}attn.c_proj")),
        FeedForward(norm(w, f"{at}mlp.c_fc"), norm(w, f"{at}mlp.c_proj")),
        (norm(w, f"{at}ln_1"), norm(w, f"{at}ln_2")),
    )


def test_bart_is_the_encoder_and_the_decoder_of_2017(hf: Any) -> None:
    config = hf.BartConfig(
        vocab_size=11, d_model=8, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=12,
        decoder_ffn_dim=12, activation_function="relu", max_position_embeddings=6,
        pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=2,
    )  # fmt: skip
    net, w = made(hf.BartModel, config)
    seen, target = padding_mask([5, 3], 5), IDS[:, ::-1].copy()
    out = run(net, input_ids=IDS, attention_mask=seen[:, 0].astype(int),
              decoder_input_ids=target)  # fmt: skip

    memory = encoder(_bart_start(w, "encoder", IDS),
                     [_bart_encoder(w, f"encoder.layers.{i}.") for i in range(2)], 2,
                     seen)  # fmt: skip
    h = _bart_start(w, "decoder", target)
    for i in range(2):
        h = decoder_layer(h, memory, _bart_decoder(w, f"decoder.layers.{i}."), 2, seen)
    np.testing.assert_allclose(memory[0], out.encoder_last_hidden_state[0], **CLOSE)
    np.testing.assert_allclose(h, out.last_hidden_state, **CLOSE)


def _bart_start(w: dict[str, np.ndarray], side: str, ids: np.ndarray) -> np.ndarray:
    places = w[f"{side}.embed_positions.weight"][2:7]  # two rows are spare
    x = w["shared.weight"][ids] + places
    return layer_norm(x, *norm(w, f"{side}.layernorm_embedding"))


def _bart_attention(w: dict[str, np.ndarray], at: str) -> Projections:
    parts = ("q_proj", "k_proj", "v_proj", "out_proj")
    return Projections(*(linear(w, f"{at}.{part}") for part in parts))


def _bart_encoder(w: dict[str, np.ndarray], at: str) -> EncoderLayer:
    return EncoderLayer(
        _bart_attention(w, f"{at}self_attn"),
        FeedForward(linear(w, f"{at}fc1"), linear(w, f"{at}fc2")),
        (norm(w, f"{at}self_attn_layer_norm"), norm(w, f"{at}final_layer_norm")),
    )


def _bart_decoder(w: dict[str, np.ndarray], at: str) -> DecoderLayer:
    same = _bart_encoder(w, at)
    return DecoderLayer(
        same.attention,
        _bart_attention(w, f"{at}encoder_attn"),
        same.network,
        (same.norms[0], norm(w, f"{at}encoder_attn_layer_norm"), same.norms[1]),
    )
