package staunch.bench;

/** A client that costs what a test says. */
class StillMeter implements Meter {
    long cpuNanos;
    long busyNanos;

    @Override
    public long processCpuNanos() {
        return cpuNanos;
    }

    @Override
    public long threadBusyNanos() {
        return busyNanos;
    }

    @Override
    public MachineTime machineTime() {
        return new MachineTime(0, 1);
    }
}
