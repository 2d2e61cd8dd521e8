package shop.tools.launcher.supervision;

import java.time.Duration;
import java.util.Map;
import shop.build.localservers.LocalStandby;
import shop.tools.stack.Components;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/**
 * The read replica of the PostgreSQL server. The shop goes on without it.
 *
 * <p>One that cannot follow any more, or does not come up several times over, is copied from the primary again: it holds nothing of its own.
 */
final class ReplicaPart implements Part {

    /** After a kill the sessions of the dead server hold its shared memory for a moment: that is no reason to copy all. */
    private static final int STARTS_BEFORE_COPYING = 4;

    private final LocalStandby standby;
    private int failedStarts;

    ReplicaPart(StackHome home, StackPorts ports, PostgresPart postgres) {
        this.standby = new LocalStandby(
                postgres.server(),
                home.data().resolve(Components.REPLICA),
                home.log(Components.REPLICA),
                ports.replica(),
                Map.of());
    }

    @Override
    public String name() {
        return Components.REPLICA;
    }

    @Override
    public int port() {
        return standby.port();
    }

    @Override
    public String url() {
        return "postgresql://postgres@127.0.0.1:" + standby.port();
    }

    @Override
    public Process launch() {
        standby.unusableBecause().ifPresent(this::copyPrimary);
        if (failedStarts == STARTS_BEFORE_COPYING) {
            copyPrimary("it did not come up " + failedStarts + " times");
        }
        failedStarts++;
        return standby.launch();
    }

    private void copyPrimary(String reason) {
        LiveStackState.say("the replica is copied from postgres: " + reason);
        standby.copyPrimary();
        failedStarts = 0;
    }

    /** A replica that cannot follow any more is stopped here, so that it is started again from a new copy. */
    @Override
    public boolean ready() {
        if (standby.streaming()) {
            failedStarts = 0;
            return true;
        }
        if (standby.cannotCatchUp()) {
            standby.stop();
        }
        return false;
    }

    @Override
    public void stop(Process process) {
        standby.stop();
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(1);
    }

    /** It is tried without a limit: the shop works without it. */
    @Override
    public int attempts() {
        return Integer.MAX_VALUE;
    }
}
