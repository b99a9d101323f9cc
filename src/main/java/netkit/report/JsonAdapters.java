package netkit.report;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;

import netkit.net.PrintableText;

/** The JSON form of what gson has no form for, or another one: enum constants, optional members, lists. */
final class JsonAdapters implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked")
    public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        if (raw == Optional.class && type.getType() instanceof ParameterizedType optional) {
            return (TypeAdapter<T>) new OfOptional<>(
                    gson.getAdapter(TypeToken.get(optional.getActualTypeArguments()[0])));
        }
        if (List.class.isAssignableFrom(raw)) {
            return (TypeAdapter<T>) new OfList((TypeAdapter<List<?>>) gson.getDelegateAdapter(this, type),
                    gson.getAdapter(Object.class));
        }
        Class<?> constants = raw.isEnum() ? raw : raw.getSuperclass(); // of a constant with a body
        return constants != null && constants.isEnum() ? (TypeAdapter<T>) new OfEnum(constants).nullSafe()
                : null;
    }

    /** A member that is left out if it is empty. */
    private static final class OfOptional<T> extends TypeAdapter<Optional<T>> {
        private final TypeAdapter<T> content;

        OfOptional(TypeAdapter<T> content) {
            this.content = content;
        }

        @Override
        public void write(JsonWriter out, Optional<T> value) throws IOException {
            if (value != null && value.isPresent()) {
                content.write(out, value.get());
                return;
            }
            boolean before = out.getSerializeNulls();
            out.setSerializeNulls(false);
            out.nullValue(); // leaves the member's name out too
            out.setSerializeNulls(before);
        }

        @Override
        public Optional<T> read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return Optional.empty();
            }
            return Optional.of(content.read(in));
        }
    }

    /** A list, whose numbers, texts and constants stand on one line. */
    private static final class OfList extends TypeAdapter<List<?>> {
        private final TypeAdapter<List<?>> usual;
        private final TypeAdapter<Object> element;

        OfList(TypeAdapter<List<?>> usual, TypeAdapter<Object> element) {
            this.usual = usual;
            this.element = element;
        }

        @Override
        public void write(JsonWriter out, List<?> list) throws IOException {
            if (list == null || list.isEmpty() || list.getFirst() instanceof Record
                    || list.getFirst() instanceof Map || list.getFirst() instanceof List) {
                usual.write(out, list);
                return;
            }
            FormattingStyle style = out.getFormattingStyle();
            out.beginArray();
            out.setFormattingStyle(FormattingStyle.COMPACT);
            for (Object one : list) {
                element.write(out, one);
            }
            out.endArray();
            out.setFormattingStyle(style);
        }

        @Override
        public List<?> read(JsonReader in) throws IOException {
            return usual.read(in);
        }
    }

    /** An enum constant as users type it. */
    private static final class OfEnum extends TypeAdapter<Enum<?>> {
        private final Class<?> constants;

        OfEnum(Class<?> constants) {
            this.constants = constants;
        }

        @Override
        public void write(JsonWriter out, Enum<?> constant) throws IOException {
            out.value(Json.name(constant));
        }

        @Override
        public Enum<?> read(JsonReader in) throws IOException {
            String text = in.nextString();
            return (Enum<?>) Stream.of(constants.getEnumConstants())
                    .filter(constant -> Json.name((Enum<?>) constant).equals(text)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + PrintableText.escapeControls(text)
                            + "' is not a " + constants.getSimpleName().toLowerCase(Locale.ROOT)));
        }
    }
}
