package shop.tools.launcher.supervision;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A service in the JVM that it shares, seen as a process: so whoever watches processes need not know the difference.
 *
 * <p>It is asked to end alone. By force it can only be ended together with its JVM.
 */
final class HostedProcess extends Process {

    private final Process jvm;
    private final Runnable stop;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    /** @param stop asks the service to end */
    HostedProcess(Process jvm, Runnable stop) {
        this.jvm = jvm;
        this.stop = stop;
    }

    /** It is over. */
    void ended(int code) {
        exit.complete(code);
    }

    boolean runsIn(Process host) {
        return jvm.equals(host);
    }

    @Override
    public void destroy() {
        if (isAlive()) {
            stop.run();
        }
    }

    @Override
    public Process destroyForcibly() {
        if (isAlive()) {
            jvm.destroyForcibly();
        }
        return this;
    }

    @Override
    public boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public int exitValue() {
        if (isAlive()) {
            throw new IllegalThreadStateException("it is still running");
        }
        return exit.join();
    }

    @Override
    public int waitFor() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            exit.get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletableFuture<Process> onExit() {
        return exit.thenApply(_ -> this);
    }

    /** That of the JVM. */
    @Override
    public ProcessHandle toHandle() {
        return jvm.toHandle();
    }

    @Override
    public long pid() {
        return jvm.pid();
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }
}
