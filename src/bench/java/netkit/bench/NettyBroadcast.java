package netkit.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;

/** Passes each message to all other clients, on Netty: over WebSocket, and over TCP lines. One flush for each read. */
final class NettyBroadcast {
    private static final int MAX_LINE = 8 << 10;
    /** As long as what the chat puts before a message. */
    private static final ByteBuf PREFIX = Unpooled
            .unreleasableBuffer(Unpooled.copiedBuffer("[lobby] guest-1: ".getBytes()));
    private static final ByteBuf LINE_END = Unpooled
            .unreleasableBuffer(Unpooled.copiedBuffer("\n".getBytes()));

    private NettyBroadcast() {}

    static void main() throws InterruptedException {
        ChannelGroup sockets = group();
        ChannelGroup lines = group();
        NettyEcho.serve(new NettyEcho.WebSockets(() -> new Member(sockets)));
        NettyEcho.serve(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new LineBasedFrameDecoder(MAX_LINE), new LineMember(lines));
            }
        }).closeFuture().sync();
    }

    private static ChannelGroup group() {
        return new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    }

    private static class Member extends ChannelInboundHandlerAdapter {
        private final ChannelGroup all;

        Member(ChannelGroup all) {
            this.all = all;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            all.add(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            all.write(message, other -> other != context.channel());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            all.flush(other -> other != context.channel());
        }
    }

    private static final class LineMember extends Member {
        LineMember(ChannelGroup all) {
            super(all);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            super.channelActive(context);
            context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), "* your id is unknown\n"));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            super.channelRead(context, Unpooled.wrappedBuffer(PREFIX.duplicate(), (ByteBuf) line,
                    LINE_END.duplicate()));
        }
    }
}
