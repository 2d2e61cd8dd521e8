package shop.messaging.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A road to a server that can become silent: connections stay open, new ones are accepted, and no byte passes. */
final class SilentRoad implements AutoCloseable {

    private final ServerSocket entrance;
    private final InetSocketAddress server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition open = lock.newCondition();
    private boolean silent;

    private SilentRoad(InetSocketAddress server) throws IOException {
        this.server = server;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static SilentRoad to(InetSocketAddress server) throws IOException {
        var road = new SilentRoad(server);
        Thread.ofVirtual().start(road::accept);
        return road;
    }

    int port() {
        return entrance.getLocalPort();
    }

    void silence(boolean now) {
        lock.lock();
        try {
            silent = now;
            open.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket behind = new Socket(server.getAddress(), server.getPort());
                sockets.addAll(List.of(client, behind));
                Thread.ofVirtual().start(() -> carry(client, behind));
                Thread.ofVirtual().start(() -> carry(behind, client));
            } catch (IOException e) {
                continue;
            }
        }
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitOpen();
                out.write(buffer, 0, read);
            }
            // A silent road does not tell that one end has gone either.
            awaitOpen();
        } catch (IOException | InterruptedException e) {
            // One of the two has closed the connection.
            return;
        }
    }

    private void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (silent) {
                open.await();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        silence(false);
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
