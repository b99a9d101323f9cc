package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryStringTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"'' | {}", "a=b | {a=b}", "a=1&b=2 | {a=1, b=2}", "a=1&a=2 | {a=2}", "a | {a=}",
                "a= | {a=}",
                "=b | {=b}", "a=b=c | {a=b=c}", "&&a=1& | {a=1}", "a=%C3%B6+%2B | {a=ö +}",
                "a=100%&b=%zz&c=%4 | {a=100%, b=%zz, c=%4}", "%61=b | {a=b}"})
    void queryIsDecodedAsBrowsersDoIt(String query, String values) {
        assertEquals(values, QueryString.decode(query).toString());
    }

    @Test
    void encodedQueryDecodesToTheSameValues() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("EIO", "4");
        values.put("name", "Jürgen & Söhne = 100 % + 𝄞");
        values.put("a-b_c.d*", "");
        String query = QueryString.encode(values);
        assertEquals(
                "EIO=4&name=J%C3%BCrgen%20%26%20S%C3%B6hne%20%3D%20100%20%25%20%2B%20%F0%9D%84%9E&a-b_c.d*=",
                query);
        assertEquals(values, QueryString.decode(query));
    }
}
