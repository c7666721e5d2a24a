package staunch.bench.compare;

/**
 * A line of {@code /proc/PID/stat} (proc(5)): CPU times in hundredths of a second, in which Linux counts towards programs
 * (USER_HZ) whatever its own clock.
 *
 * @param parent the id of the process that waits for its end
 * @param flags of the kernel
 * @param userTicks in user mode
 * @param systemTicks in the kernel
 * @param childrensTicks of children that have ended and were waited for, in either
 * @param startTicks when it began
 */
record ProcessStat(long parent, long flags, long userTicks, long systemTicks, long childrensTicks, long startTicks) {
    static final ProcessStat UNBORN = new ProcessStat(0, 0, 0, 0, 0, 0);

    /** PF_KTHREAD. */
    private static final long KERNEL_THREAD = 0x0020_0000;

    // Places behind the name in brackets, which may contain anything.
    private static final int PARENT = 1;
    private static final int FLAGS = 6;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDRENS_USER = 13;
    private static final int CHILDRENS_SYSTEM = 14;
    private static final int START = 19;

    static ProcessStat parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return new ProcessStat(
                Long.parseLong(fields[PARENT]),
                Long.parseLong(fields[FLAGS]),
                Long.parseLong(fields[USER]),
                Long.parseLong(fields[SYSTEM]),
                Long.parseLong(fields[CHILDRENS_USER]) + Long.parseLong(fields[CHILDRENS_SYSTEM]),
                Long.parseLong(fields[START]));
    }

    long ownTicks() {
        return userTicks + systemTicks;
    }

    long allTicks() {
        return ownTicks() + childrensTicks;
    }

    boolean isOfTheKernel() {
        return (flags & KERNEL_THREAD) != 0;
    }
}
