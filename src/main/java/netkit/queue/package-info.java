/**
 * A message queue: messages are kept until somebody has processed them, and each goes to one consumer.
 *
 * <p>Its line protocol, which {@code nc} can speak. Lines end with LF or CRLF; empty lines are passed over, so that the
 * Enter typed behind a body does no harm.
 *
 * <pre>
 * request     = put | consume | settle | purge | stats | help | quit       ; the words in upper or lower case
 * put         = "PUT" SP queue SP size [ SP "ttl=" millis ] EOL body
 * consume     = "CONSUME" SP queue [ SP prefetch ] EOL    ; at most so many unacknowledged at once; 1 unless given
 * settle      = ( "ACK"                                   ; processed: the message is deleted
 *               | "NACK"                                  ; not processed: back to its place in the queue
 *               | "REJECT" ) SP id EOL                    ; not to be processed: to the dead-letter queue
 * purge       = "PURGE" SP queue EOL                      ; deletes what is ready
 * stats       = "STATS" EOL
 * help        = "HELP" EOL
 * quit        = "QUIT" EOL
 *
 * reply       = ok | error                                ; one to each request, in the order of the requests
 * ok          = "+OK" [ SP value ] EOL                    ; PUT: the id; PURGE: how many; STATS, HELP: how many lines follow
 * error       = "-ERR" SP text EOL
 * help-line   = "HELP" SP text EOL
 * stat        = "STAT" SP queue *( SP key "=" number ) EOL
 *
 * message     = "MSG" SP queue SP id SP delivery SP ( "first" | "redelivered" ) SP size
 *               [ SP "dead=" reason SP "from=" queue ] EOL body EOL     ; between replies, never inside one
 * nothing     = EOL                                                     ; likewise
 *
 * queue       = 1*100( letter | digit | "." | "-" | "_" )
 * id          = number                                    ; never used again, even after a restart
 * delivery    = number                                    ; 1 for the first delivery, as far as is known
 * size        = number                                    ; bytes of the body
 * prefetch    = number                                    ; 1 to 65535
 * reason      = "rejected" | "expired" | "delivery_limit" ; RabbitMQ's words
 * </pre>
 *
 * <p>{@code +OK} means that it is done for good: with a data directory it is on disk. A line has at most 512 bytes. What
 * breaks the grammar so that the end of a body cannot be known is answered with {@code -ERR} and the end of the
 * connection, and so is a body that is more than 16 times too large; after any other {@code -ERR} it goes on. What the end
 * of the input cuts off is answered with {@code -ERR} too.
 *
 * <p>The keys of a STAT line and what they mean are those of {@link netkit.queue.QueueStats.Figure}, in lower case.
 *
 * <p>While a queue is full its producer waits for the reply, and gets an empty line about once a second, which means nothing:
 * only so can the server see that a producer is gone, and forget its message. Meanwhile nothing more is read from that
 * connection, which is what keeps the memory that a producer takes within bounds. So an acknowledgement behind a PUT
 * that waits is not read either, and whoever consumes and publishes on one connection can block itself: use two, as
 * with RabbitMQ, which stops reading from connections that publish too.
 */
package netkit.queue;
