"""The line gate on several neighbors at once, as explicit LLVM vectors.

LLVM's own vectorizer gains nothing on runs of seven neighbors. `meet_lanes`
does what `cspo.conjunction._kernels.scan.meet_singly` does, `LANES` slots at a
time; LLVM fits the vectors to the machine (AVX-512, AVX2, NEON).
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LANES = 8
_FLOAT, _BYTE, _INT, _LONG = ir.FloatType(), ir.IntType(8), ir.IntType(32), ir.IntType(64)
_VECTOR = ir.VectorType(_FLOAT, LANES)
_CONTRACT = ("contract", "nsz")


def _meet_lanes(
    typing_context: Any, table: Any, first: Any, last: Any, a: Any, b: Any, gate: Any, masks: Any
) -> Any:
    """Test the slots [first, last) of *table* against its slots [a, b).

    Byte (block * (b - a) + i) of *masks* gets bit k where slot ``first + LANES *
    block + k`` comes after slot ``a + i`` and meets it; the result has every bit
    that any of them has. *table* (7, n) float32 needs `LANES` columns beyond the
    last slot; *gate* is a tuple (t, base, bend, lift) of float32: see `scan.meets`.
    """
    del typing_context, first, last, a, b, gate
    slots = (types.int64,) * 4
    quadruple = types.UniTuple(types.float32, 4)  # type: ignore[no-untyped-call]  # numba
    return types.uint8(table, *slots, quadruple, masks), _generate


meet_lanes: Any = intrinsic(_meet_lanes)


def _generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    table, first, last, a, b, gate_values, masks = arguments
    made = context.make_array(signature.args[0])(context, builder, table)
    out = context.make_array(signature.args[6])(context, builder, masks).data
    stride = builder.extract_value(made.shape, 1)
    rows = [builder.gep(made.data, [builder.mul(stride, ir.Constant(_LONG, k))]) for k in range(7)]
    gate = [_spread(builder, builder.extract_value(gate_values, k)) for k in range(4)]
    lanes = ir.Constant(_LONG, LANES)
    every = ir.Constant(_LONG, (1 << LANES) - 1)
    any_bit, position = _variable(builder, ir.Constant(_BYTE, 0)), _variable(builder, out)
    span = builder.sub(last, first)
    blocks = builder.sdiv(builder.add(span, ir.Constant(_LONG, LANES - 1)), lanes)
    with cgutils.for_range(builder, blocks) as block:
        begin = builder.add(first, builder.mul(block.index, lanes))
        theirs = [_load(builder, row, begin) for row in rows]
        left = _smaller_int(builder, builder.sub(last, begin), lanes)
        beyond = builder.shl(every, left)
        with cgutils.for_range(builder, builder.sub(b, a)) as loop:
            slot = builder.add(a, loop.index)
            mine = [_spread(builder, builder.load(builder.gep(row, [slot]))) for row in rows]
            near = _meets(builder, theirs, mine, gate)
            bits = builder.zext(builder.bitcast(near, ir.IntType(LANES)), _LONG)
            # Only slots after this one, and before the last.
            before = builder.sub(builder.add(slot, ir.Constant(_LONG, 1)), begin)
            before = _smaller_int(builder, before, lanes)
            before = _larger_int(builder, before, ir.Constant(_LONG, 0))
            bits = builder.and_(bits, builder.shl(every, before))
            bits = builder.and_(bits, builder.not_(beyond))
            byte = builder.trunc(bits, _BYTE)
            pointer = builder.load(position)
            builder.store(byte, pointer)
            builder.store(builder.gep(pointer, [ir.Constant(_LONG, 1)]), position)
            builder.store(builder.or_(builder.load(any_bit), byte), any_bit)
    return builder.load(any_bit)


def _meets(builder: Any, theirs: list[Any], mine: list[Any], gate: list[Any]) -> Any:
    """The expressions of `scan.meets` on vectors."""
    t, base, bend, lift = gate

    def add(x: Any, y: Any) -> Any:
        return builder.fadd(x, y, flags=_CONTRACT)

    def sub(x: Any, y: Any) -> Any:
        return builder.fsub(x, y, flags=_CONTRACT)

    def mul(x: Any, y: Any) -> Any:
        return builder.fmul(x, y, flags=_CONTRACT)

    def dot(x: list[Any], y: list[Any]) -> Any:
        return add(add(mul(x[0], y[0]), mul(x[1], y[1])), mul(x[2], y[2]))

    d = [sub(theirs[k], mine[k]) for k in range(3)]
    w = [sub(theirs[k], mine[k]) for k in range(3, 6)]
    approach, speed2, range2 = dot(d, w), dot(w, w), dot(d, d)
    when = builder.fdiv(approach, add(speed2, _constant(1e-20)), flags=_CONTRACT)
    when = _smaller(builder, _larger(builder, when, sub(_constant(-0.0), t)), t)
    least2 = add(range2, mul(when, sub(mul(when, speed2), add(approach, approach))))
    tide = _larger(builder, theirs[6], mine[6])
    limit = add(base, mul(tide, add(lift, mul(bend, speed2))))
    allowed = add(mul(limit, limit), mul(range2, _constant(1e-6)))
    return builder.fcmp_ordered("<", least2, allowed)


def _variable(builder: Any, value: Any) -> Any:
    """A place on the stack, made once for the function, not once for each turn of a loop."""
    return cgutils.alloca_once_value(builder, value)  # type: ignore[no-untyped-call]  # numba


def _load(builder: Any, row: Any, first: Any) -> Any:
    pointer = builder.bitcast(builder.gep(row, [first]), _VECTOR.as_pointer())
    return builder.load(pointer, align=4)


def _spread(builder: Any, scalar: Any) -> Any:
    undefined = ir.Constant(_VECTOR, ir.Undefined)
    zeros = ir.Constant(ir.VectorType(_INT, LANES), [0] * LANES)
    one = builder.insert_element(undefined, scalar, ir.Constant(_INT, 0))
    return builder.shuffle_vector(one, undefined, zeros)


def _constant(value: float) -> Any:
    return ir.Constant(_VECTOR, [value] * LANES)


def _smaller(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", a, b), a, b)


def _larger(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _smaller_int(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.icmp_signed("<", a, b), a, b)


def _larger_int(builder: Any, a: Any, b: Any) -> Any:
    return builder.select(builder.icmp_signed(">", a, b), a, b)
