"""Values over the wire: what arrives is what was sent, of exactly the same types; no noise is a message."""

import contextlib
import math
import socket
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mastery_tui.learning.judging.runner.mastery_judge import frames
from mastery_tui.learning.judging.runner.mastery_judge.codec import Decoder, Encoder, NotPlain, Snapshot


def refuse(value, _=None):
    raise NotPlain(type(value).__name__)


def sent(value, known=()):
    """The value as it arrives, through real bytes."""
    encoder = Encoder(refuse, list(known))
    pieces = frames.frame(encoder.value(value), encoder.buffers)
    data = b"".join(bytes(piece) for piece in pieces)
    at = 0

    def read(_, count):
        nonlocal at
        piece = data[at : at + min(count, 1000)]
        at += len(piece)
        return piece

    message = frames.receive(-1, read)
    assert message is not None
    return Decoder(message[1], lambda raw, _: pytest.fail(f"a handle: {raw}"), list(known)).value(message[0])


def same(one, other) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, np.generic):
        return (one.dtype, one.tobytes()) == (other.dtype, other.tobytes())
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return one == other


DTYPES = st.one_of(
    hnp.boolean_dtypes(), hnp.integer_dtypes(), hnp.floating_dtypes(), hnp.complex_number_dtypes(),
    hnp.datetime64_dtypes(), hnp.timedelta64_dtypes(), hnp.byte_string_dtypes(), hnp.unicode_string_dtypes(),
)  # fmt: skip
ARRAYS = DTYPES.flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
KEYS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary())
LEAVES = st.one_of(
    KEYS, st.floats(), st.complex_numbers(), ARRAYS, st.frozensets(KEYS, max_size=4), st.sets(KEYS, max_size=4),
    st.binary().map(bytearray), st.slices(9), st.just(...), st.builds(range, st.integers(-9, 9), st.integers(-9, 9)),
    ARRAYS.filter(lambda array: array.size).map(lambda array: array.reshape(-1)[0]), DTYPES,
    st.sampled_from([int, float, ValueError, np.float32, np.exp, np.ndarray]),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.lists(inner, max_size=4).map(tuple), st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=40)
@given(VALUES)
def test_what_is_sent_arrives(value):
    assert same(sent(value), value)


@pytest.mark.parametrize("empty", [np.bytes_(b""), np.str_(""), np.array([b"", b""]), np.zeros((0, 2))])
def test_what_is_empty_arrives_empty(empty):
    assert not np.any(np.asarray(sent(empty)).astype("U"))
    assert type(sent(empty)) is type(empty)


@settings(max_examples=40)
@given(VALUES)
def test_what_is_one_object_arrives_as_one_object(value):
    shared = [value]
    one, other, inside = sent([shared, shared, {"x": shared}])
    assert one is other is inside["x"]


@pytest.mark.parametrize("make", [np.asfortranarray, np.transpose, lambda a: a[::-1], lambda a: a[:, ::2]])
def test_layout_does_not_matter(make):
    array = make(np.arange(12.0).reshape(3, 4))
    assert np.array_equal(sent(array), array)
    frozen = array.copy()
    frozen.flags.writeable = False
    assert not sent(frozen).flags.writeable


class Sub(float):
    pass


NOT_PLAIN = [
    Sub(1.0), np.zeros(2).view(type("Array", (np.ndarray,), {})), np.ma.array([1]), np.array([object()]),
    np.zeros(2, "i4,i4"), object(), print,
    type("List", (list,), {})(), type("Int", (int,), {})(1), np.random.default_rng(0), Sub,
]  # fmt: skip


@pytest.mark.parametrize("value", NOT_PLAIN, ids=lambda value: type(value).__name__)
def test_what_is_not_plain_data_is_no_data(value):
    with pytest.raises(NotPlain):
        sent([value])


def change(value):
    """Change every mutable part of it in place."""
    if isinstance(value, list):
        for item in value:
            change(item)
        value.append("more")
    elif isinstance(value, dict):
        for item in value.values():
            change(item)
        value["more"] = value
    elif isinstance(value, np.ndarray) and value.size:
        value.reshape(-1)[0] = value.reshape(-1)[-1]
    elif isinstance(value, bytearray | set):
        value.clear()


@settings(max_examples=40)
@given(VALUES, st.booleans())
def test_changes_in_place_arrive_in_the_same_objects(value, really):
    there = Encoder(refuse)
    arrived = Decoder(
        [memoryview(bytes(one)) for one in map(memoryview, (raw(b) for b in buffers(there, value)))], refuse
    )
    copied = arrived.value(there.told)
    snapshot = Snapshot(arrived.objects)
    if really:
        change(copied)
    back = Encoder(refuse, arrived.objects)
    changes = snapshot.changes(back)
    assert really or not changes
    expected = sent(value)
    if really:
        change(expected)
    here = Decoder([memoryview(raw(one)) for one in back.buffers], refuse, there.objects)
    for number, content in changes:
        here.apply(number, content)
    assert shown(value) == shown(expected)


def shown(value, around=()) -> str:
    """Its repr, with sets in order, and of what holds itself no more than that."""
    if any(value is one for one in around):
        return "..."
    around = (*around, value)
    if isinstance(value, dict):
        value = [list(pair) for pair in value.items()]
    elif not isinstance(value, list | tuple | set | frozenset):
        return repr(value)
    parts = [shown(one, around) for one in value]
    return f"{type(value).__name__}({sorted(parts) if isinstance(value, set | frozenset) else parts})"


def buffers(encoder, value):
    encoder.told = encoder.value(value)
    return encoder.buffers


def raw(buffer) -> bytes:
    return bytes(memoryview(buffer).cast("B")) if memoryview(buffer).nbytes else b""


@settings(max_examples=40)
@given(st.recursive(st.one_of(KEYS.filter(lambda key: not isinstance(key, bytes)), st.sampled_from("ldtsbaniycfghr=z")),
       lambda inner: st.lists(inner, max_size=6), max_leaves=20), st.binary(max_size=40))  # fmt: skip
def test_whatever_comes_is_a_value_or_a_bad_message(body, data):
    def no_handle(_, __):
        raise frames.BadMessage("a handle")

    with contextlib.suppress(frames.BadMessage):
        Decoder([memoryview(data)], no_handle).value(body)


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_noise_is_no_message(noise):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(noise)
        theirs.shutdown(socket.SHUT_WR)
        with contextlib.suppress(frames.BadMessage):
            assert frames.receive(ours.fileno()) is None


def test_too_much_is_refused_on_both_sides():
    with pytest.raises(frames.TooLarge):
        frames.frame("x" * (frames.LONGEST_TEXT + 1), [])
    with pytest.raises(frames.BadMessage):
        frames.sizes(frames.HEADER.pack(frames.MAGIC, 2, frames.MOST_DATA + 1))
