/**
 * The language of filters for packets, such as {@code tcp and port 9000 and syn}: a small part of Wireshark's display
 * filters, with the same names of fields and the same meaning, and a few short words. Pure: text in, a predicate out.
 *
 * <pre>
 * expression  = conjunction { ("or" | "||") conjunction }
 * conjunction = negation { ("and" | "&amp;&amp;") negation }
 * negation    = { "not" | "!" } ( "(" expression ")" | test )
 * test        = "host" ADDRESS | "port" PORTS | "stream" NUMBER
 *             | flag of TCP: syn, ack, fin, rst, psh, urg
 *             | PROTOCOL | FIELD
 *             | ( FIELD | PROTOCOL ) relation VALUE
 *             | FIELD "in" "{" VALUE or RANGE { "," VALUE or RANGE } "}"
 * relation    = "==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "contains" | "matches"
 *               or in letters: eq ne lt le gt ge, and ~ for matches
 * </pre>
 *
 * A field alone is true if the packet has it. A field that a packet has several times, such as {@code tcp.port}, equals
 * a value if one of them does; it differs if none does.
 */
package netkit.dissect.filter;
