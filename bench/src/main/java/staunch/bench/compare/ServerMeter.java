package staunch.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import staunch.bench.Meter;

/**
 * Looks at the server whenever a load looks at its client: when it begins to measure, and when it has measured. So the
 * server's CPU time is of the same span as the work. Used on the one loop of the load, and read behind it.
 */
final class ServerMeter implements Meter {
    private final Meter client;
    private final ServerProcess server;
    private final OtherProcesses others;
    private @Nullable ServerCpu atBegin;
    private OtherProcesses.@Nullable Snapshot othersAtBegin;
    private ServerCpu used = ServerCpu.NONE;

    ServerMeter(Meter client, ServerProcess server) {
        this.client = client;
        this.server = server;
        this.others = server.others();
    }

    /** Time that other processes have is as good as stolen. */
    @Override
    public synchronized MachineTime machineTime() {
        try {
            ServerCpu now = server.cpu();
            if (atBegin == null) {
                atBegin = now;
            } else {
                used = now.since(atBegin);
            }
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
        OtherProcesses.Snapshot othersNow = others.now();
        if (othersAtBegin == null) {
            othersAtBegin = othersNow;
        }
        MachineTime machine = client.machineTime();
        return new MachineTime(machine.stolen() + othersNow.ticksSince(othersAtBegin), machine.all());
    }

    @Override
    public long processCpuNanos() {
        return client.processCpuNanos();
    }

    @Override
    public long threadBusyNanos() {
        return client.threadBusyNanos();
    }

    /** What the server used between the beginning and the end. */
    synchronized ServerCpu used() {
        return used;
    }
}
