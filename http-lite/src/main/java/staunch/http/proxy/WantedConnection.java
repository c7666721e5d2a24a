package staunch.http.proxy;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import staunch.http.HttpLane;
import staunch.http.Origin;
import staunch.reactor.Channel;

/** A connection to a server for a client that may leave before it stands: then it is not made any further. Used on the loop. */
final class WantedConnection {
    private final HttpLane lane;
    private @Nullable CompletionStage<Channel> dialling;
    private boolean clientGone;

    WantedConnection(HttpLane lane) {
        this.lane = lane;
    }

    /** As {@link HttpLane#connect}. */
    CompletionStage<Channel> connect(Origin target) {
        CompletionStage<Channel> connection = lane.connect(target.host(), target.port());
        dialling = connection;
        return connection;
    }

    /** Nobody is there any more to connect for. */
    void clientLeft() {
        clientGone = true;
        CompletionStage<Channel> unwanted = dialling;
        if (unwanted != null) {
            unwanted.toCompletableFuture().cancel(false);
        }
    }

    boolean isClientGone() {
        return clientGone;
    }

    /** Why there is no connection to {@code target}, which failed like that. */
    Throwable failure(Origin target, Throwable failure) {
        return clientGone
                ? new IOException("the client left before there was a connection to " + target)
                : UpstreamFailure.cause(failure);
    }
}
