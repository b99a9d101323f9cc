package netkit.bench;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** An echo server on Netty, configured for speed: epoll, one event loop per core, pooled buffers, one flush per read. */
final class NettyEcho {
    private static final int BACKLOG = 1024;
    private static final int MAX_REQUEST = 8 << 10;
    private static final int MAX_FRAME = 16 << 20;

    private NettyEcho() {}

    static void main() throws InterruptedException {
        serve(new WebSockets(Echo::new)).closeFuture().sync();
    }

    /** Starts a server and prints its port. */
    static Channel serve(ChannelInitializer<Channel> pipeline) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        if (!epoll) {
            System.err.println("Netty's epoll requires Linux; using Java's selector instead");
        }
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class
                : NioServerSocketChannel.class;
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
                io);
        Channel server = new ServerBootstrap().group(loops).channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.TCP_NODELAY, true).childHandler(pipeline)
                .bind("127.0.0.1", 0).sync().channel();
        System.out.println(((InetSocketAddress) server.localAddress()).getPort());
        return server;
    }

    /** The pipeline of a WebSocket connection, with a handler of its own. */
    static final class WebSockets extends ChannelInitializer<Channel> {
        private static final WebSocketServerProtocolConfig CONFIG = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/echo").maxFramePayloadLength(MAX_FRAME).build();

        private final Supplier<ChannelHandler> handlers;

        WebSockets(Supplier<ChannelHandler> handlers) {
            this.handlers = handlers;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST),
                    new WebSocketServerProtocolHandler(CONFIG), handlers.get());
        }
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            context.write(frame, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
