package staunch.bench.peer;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.util.Date;
import java.util.concurrent.TimeUnit;

/** The value of {@code Date}, made once a second for all loops. */
final class NettyDate {
    private volatile AsciiString value = format();

    private NettyDate() {}

    /** One that a loop of that group keeps up to date. */
    static NettyDate keptBy(EventLoopGroup loops) {
        NettyDate date = new NettyDate();
        loops.scheduleAtFixedRate(() -> date.value = format(), 1, 1, TimeUnit.SECONDS);
        return date;
    }

    AsciiString now() {
        return value;
    }

    private static AsciiString format() {
        return AsciiString.cached(DateFormatter.format(new Date()));
    }
}
