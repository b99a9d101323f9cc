/**
 * Several Socket.IO servers as one, through Redis: netkit's own and those of npm's {@code @socket.io/redis-adapter},
 * whose channels and messages these are.
 */
package netkit.socketio.redis;
