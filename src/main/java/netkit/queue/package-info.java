/**
 * A message queue: the server keeps each message until one consumer has acknowledged it.
 *
 * <p>The embedded server speaks a line protocol that can be typed into {@code nc}. Lines end with LF or CRLF; empty lines
 * are ignored.
 *
 * <pre>
 * request     = put | consume | settle | purge | stats | help | quit       ; keywords are case-insensitive
 * put         = "PUT" SP queue SP size [ SP "ttl=" millis ] EOL body EOL
 * consume     = "CONSUME" SP queue [ SP prefetch ] EOL    ; prefetch: the most unacknowledged messages at once; 1 by default
 * settle      = ( "ACK"                                   ; processed: the message is deleted
 *               | "NACK"                                  ; not processed: requeued at its original position
 *               | "REJECT" ) SP id EOL                    ; cannot be processed: moved to the dead-letter queue
 * purge       = "PURGE" SP queue EOL                      ; deletes the ready messages
 * stats       = "STATS" EOL
 * help        = "HELP" EOL
 * quit        = "QUIT" EOL
 *
 * reply       = ok | error                                ; one for each request, in the order of the requests
 * ok          = "+OK" [ SP value ] EOL                    ; PUT: the id; PURGE: the number deleted; STATS, HELP: the number
 *                                                         ; of lines that follow
 * error       = "-ERR" SP text EOL
 * help-line   = "HELP" SP text EOL
 * stat        = "STAT" SP queue *( SP key "=" number ) EOL
 *
 * message     = "MSG" SP queue SP id SP delivery SP ( "first" | "redelivered" ) SP size
 *               [ SP "dead=" reason SP "from=" queue ] EOL body EOL     ; between replies, never inside one
 * keep-alive  = EOL                                                     ; likewise
 *
 * queue       = 1*100( letter | digit | "." | "-" | "_" )
 * id          = number                                    ; never reused, even after a restart
 * delivery    = number                                    ; the delivery count: 1 for the first delivery the server knows of
 * size        = number                                    ; bytes of the body
 * prefetch    = number                                    ; 1 to 65535
 * reason      = "rejected" | "expired" | "delivery_limit" ; RabbitMQ's words
 * </pre>
 *
 * <p>{@code +OK} is final: with a data directory, the change is on disk. A line has at most 512 bytes. If a malformed request
 * leaves the end of its body unknown, or a body is more than 16 times larger than allowed, the server replies {@code -ERR}
 * and closes the connection; after any other {@code -ERR} the connection stays open. A request that the end of the input
 * truncates also gets {@code -ERR}.
 *
 * <p>The keys of a STAT line and their meanings are those of {@link netkit.queue.QueueStats.Metric}, in lower case.
 *
 * <p>While a queue is full, its producer waits for the reply and receives an empty line about once a second. Writing that
 * line is how the server detects that a producer has disconnected, so that it can discard its message. Meanwhile the server
 * reads nothing more from that connection, which bounds the memory a producer can use. An acknowledgement sent after a
 * waiting PUT is therefore not read either, and a client that consumes and publishes on one connection can block itself:
 * use two connections, as with RabbitMQ, which also stops reading from connections that publish.
 *
 * <p>The path of a message from {@code PUT} to {@code +OK}: {@code QueueSession} reads the request and its body, {@code Broker}
 * gives it an id and its queue, and {@code StoreWriter} collects the changes of many connections. {@code DurableStore.write}
 * appends them, {@code SegmentLog.sync} forces them to disk once for all, and then {@code Replies} sends each {@code +OK}.
 */
package netkit.queue;
