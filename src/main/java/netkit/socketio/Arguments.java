package netkit.socketio;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The arguments of an event or acknowledgement as plain values: null, Boolean, Long or Double, String, List, Map, and
 * {@code byte[]}. As in JavaScript, a missing argument reads as null; an argument of another type than requested is an
 * {@link IllegalArgumentException}.
 */
public record Arguments(List<Object> values) {
    public Arguments {
        values = Collections.unmodifiableList(new ArrayList<>(values)); // List.copyOf would refuse nulls
    }

    public int size() {
        return values.size();
    }

    /** Returns the argument at an index counted from 0; null if it is missing. */
    public Object value(int index) {
        return index < values.size() ? values.get(index) : null;
    }

    /** Returns a string, or null. */
    public String text(int index) {
        return typed(index, String.class, "a string");
    }

    /** Returns an integer. */
    public long integer(int index) {
        return present(index, Long.class, "an integer");
    }

    /** Returns a number of any kind. */
    public double number(int index) {
        return present(index, Number.class, "a number").doubleValue();
    }

    public boolean flag(int index) {
        return present(index, Boolean.class, "true or false");
    }

    /** Returns binary data, which travelled as an attachment of the packet, or null. */
    public byte[] bytes(int index) {
        return typed(index, byte[].class, "bytes");
    }

    /** Returns an array, or null. */
    @SuppressWarnings("unchecked") // only lists of plain values are made
    public List<Object> list(int index) {
        return typed(index, List.class, "an array");
    }

    /** Returns an object, or null. */
    @SuppressWarnings("unchecked") // only maps from names to plain values are made
    public Map<String, Object> object(int index) {
        return typed(index, Map.class, "an object");
    }

    /**
     * Returns an argument as an instance of a record or class, converted by Gson.
     *
     * @throws com.google.gson.JsonParseException if it does not fit the type
     */
    public <T> T as(int index, Class<T> type) {
        return JsonValues.as(value(index), type);
    }

    /** Returns the arguments as an array, to be emitted or sent as an acknowledgement. */
    public Object[] toArray() {
        return values.toArray();
    }

    private <T> T present(int index, Class<T> type, String what) {
        T value = typed(index, type, what);
        if (value == null) {
            throw new IllegalArgumentException(
                    "argument " + index + " must be " + what + ", but is missing or null");
        }
        return value;
    }

    private <T> T typed(int index, Class<T> type, String what) {
        Object value = value(index);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "argument " + index + " must be " + what + ", but is " + JsonValues.text(value));
        }
        return type.cast(value);
    }

    /** Returns JSON, with bytes as {@code "<01 02 03>"}. */
    @Override
    public String toString() {
        return JsonValues.text(values);
    }
}
