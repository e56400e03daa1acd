"""Flags expressions that gcc 12 miscompiles: an owning temporary that lives across a co_await.

gcc 12.2 copies some temporaries into the coroutine frame bit by bit and then destroys both copies
(GCC PR 107288 and its relatives). It gives no warning. Within one full-expression holding co_await:
  lambda    a closure that captures by value, built in place
  braces    Type{...} or f({...}): aggregates are miscompiled, initializer lists do not compile
  ternary   ?: yielding a class type
Give the object a name on its own line, then std::move it in. Where the temporary owns nothing, say so
in a trailing comment: // gcc12-ok: <why>.          Usage: co_await.py FILE...  (exit 1: findings)
"""
# SPDX-License-Identifier: Apache-2.0
import re
import sys

INTRO = re.compile(r'(?<![\w\])])\[([^\]\[]*)\](?=\s*(?:\(|\{|mutable\b|->))')
BRACES = re.compile(r'[\w>]\s*\{\s*[^}\s]|[(,]\s*\{\s*[^}\s]')
TERNARY = re.compile(r'\?')
NOT_INIT = re.compile(r'(?:\)|[;{}:]|^|\b(?:else|do|try|mutable|noexcept|const|override|final)|->[^;{}()]*|'
                      r'\b(?:struct|class|namespace|enum|union)\b[^;{}()]*)\s*$')

CONTROL = re.compile(r'\s*(?:else\s+)?(?:if|while|for|switch)\b.*\)\s*$', re.S)


def blank(text):
    """Comments and literals become spaces, so that offsets and line numbers hold."""
    spaces = lambda m: re.sub(r'[^\n]', ' ', m.group())
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', spaces, text, flags=re.S)


def closing(code, at):
    depth = 0
    for i in range(at, len(code)):
        depth += (code[i] in '([{') - (code[i] in ')]}')
        if depth == 0: return i
    return len(code) - 1


def full_expression(code, at):
    """The statement around code[at], bounded by ; or by the braces of a block (not of an initializer)."""
    depth, start = 0, at
    while start > 0:
        c = code[start - 1]
        if c in ')]': depth += 1
        elif c in '([': depth -= 1
        elif c == '}':
            if depth <= 0: break
            depth += 1
        elif c == '{':
            if depth <= 0 and NOT_INIT.search(code[max(0, start - 200):start - 1]): break
            depth -= 1
        elif c == ';' and depth <= 0: break
        start -= 1
    end = start
    while end < len(code) and code[end] != ';' and code[end] not in ')]}':
        if code[end] == '{' and CONTROL.match(code[start:end]): break
        end = closing(code, end) + 1 if code[end] in '([{' else end + 1
    return start, max(end, at + 1)


def without_lambdas(expr):
    """Blanks every lambda but its captures; returns the rest and whether any lambda owns a capture."""
    owns, m = False, INTRO.search(expr)
    while m:
        captures = [c.strip() for c in m.group(1).split(',') if c.strip()]
        owns |= any(not re.match(r'(?:&.*|this|)$', c) for c in captures)
        body = expr.find('{', m.end())
        stop = closing(expr, body) + 1 if body >= 0 else m.end()
        expr = expr[:m.start()] + ' ' * (stop - m.start()) + expr[stop:]
        m = INTRO.search(expr)
    return expr, owns


def findings(text):
    """(line, what) of every expression in `text` that must be written in two."""
    code, lines, seen = blank(text), text.split('\n'), set()
    for m in re.finditer(r'\bco_await\b', code):
        start, end = full_expression(code, m.start())
        if start in seen: continue
        seen.add(start)
        first, last = code.count('\n', 0, m.start()), code.count('\n', 0, end)
        if any('gcc12-ok:' in line for line in lines[first:last + 1]): continue
        rest, owns = without_lambdas(code[start:end])
        for name, hit in (('lambda', owns), ('braces', BRACES.search(rest)), ('ternary', TERNARY.search(rest))):
            if hit: yield first + 1, f'co_await with a {name} in one expression: ' + ' '.join(code[start:end].split())[:80]


if __name__ == '__main__':
    found = [f'{path}:{line}: {what}' for path in sys.argv[1:]
             for line, what in findings(open(path, encoding='utf-8').read())]
    print(*found, sep='\n', end='\n' if found else '')
    sys.exit(bool(found))
