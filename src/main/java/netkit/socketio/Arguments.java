package netkit.socketio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The arguments of an event, or of the answer to one, as plain values: null, Boolean, Long or Double, String, List, Map,
 * and {@code byte[]}. One that is missing reads as null, as in JavaScript; one of another type than asked for is an
 * {@link IllegalArgumentException}.
 */
public record Arguments(List<Object> values) {
    public Arguments {
        values = Collections.unmodifiableList(new ArrayList<>(values)); // which may hold nulls
    }

    public int size() {
        return values.size();
    }

    /** The argument with this number, counted from 0; null when there is none. */
    public Object value(int index) {
        return index < values.size() ? values.get(index) : null;
    }

    /** Null for null. */
    public String text(int index) {
        return typed(index, String.class, "a string");
    }

    /** A whole number. */
    public long integer(int index) {
        return present(index, Long.class, "a whole number");
    }

    /** Any number. */
    public double number(int index) {
        return present(index, Number.class, "a number").doubleValue();
    }

    public boolean flag(int index) {
        return present(index, Boolean.class, "true or false");
    }

    /** What was sent as bytes, an attachment of the packet; null for null. */
    public byte[] bytes(int index) {
        return typed(index, byte[].class, "bytes");
    }

    /** Null for null. */
    @SuppressWarnings("unchecked") // only lists of plain values are made
    public List<Object> list(int index) {
        return typed(index, List.class, "an array");
    }

    /** Null for null. */
    @SuppressWarnings("unchecked") // only maps from names to plain values are made
    public Map<String, Object> object(int index) {
        return typed(index, Map.class, "an object");
    }

    /**
     * The argument as a record or class of your own, made from JSON by Gson.
     *
     * @throws com.google.gson.JsonParseException when it does not fit
     */
    public <T> T as(int index, Class<T> type) {
        return JsonValues.as(value(index), type);
    }

    /** To be emitted again, or sent as an answer. */
    public Object[] toArray() {
        return values.toArray();
    }

    private <T> T present(int index, Class<T> type, String what) {
        T value = typed(index, type, what);
        if (value == null) {
            throw new IllegalArgumentException(
                    "argument " + index + " has to be " + what + ", and is missing or null");
        }
        return value;
    }

    private <T> T typed(int index, Class<T> type, String what) {
        Object value = value(index);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "argument " + index + " has to be " + what + ", and is " + JsonValues.text(value));
        }
        return type.cast(value);
    }

    /** As JSON; bytes stand as {@code "<01 02 03>"}. */
    @Override
    public String toString() {
        return JsonValues.text(values);
    }
}
