package dev.gatehouse.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The way between two processes on this machine: a port that leads to another one, and that can be cut, slowed down or
 * frozen. Bytes are never changed and never reordered. Thread-safe.
 */
final class Link implements Breakable, AutoCloseable {
    /** What becomes of bytes: they arrive, arrive late, wait, or their connection breaks and no new one is made. */
    enum Condition {
        OPEN,
        SLOW,
        FROZEN,
        CUT
    }

    private static final long DELAY_NANOS = 150_000_000;
    private static final long LOOK_NANOS = 10_000_000;
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket server;
    private final int target;
    private final Supplier<OutputStream> recordings;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Condition condition = Condition.OPEN;

    private Link(ServerSocket server, int target, Supplier<OutputStream> recordings) {
        this.server = server;
        this.target = target;
        this.recordings = recordings;
    }

    /** A new way to a port of this machine. */
    static Link to(int target) {
        return recorded(target, OutputStream::nullOutputStream);
    }

    /** The same; each direction of each connection is written to a recording of its own, too. */
    static Link recorded(int target, Supplier<OutputStream> recordings) {
        try {
            var link = new Link(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target, recordings);
            Thread.ofPlatform().daemon().name("link-" + target).start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it begins. */
    int port() {
        return server.getLocalPort();
    }

    @Override
    public void suffer(Fault.Kind kind) {
        switch (kind) {
            case CUT -> become(Condition.CUT);
            case SLOW -> become(Condition.SLOW);
            case FREEZE -> become(Condition.FROZEN);
            case KILL, PAUSE -> throw new IllegalArgumentException(kind + " befalls no link");
        }
    }

    @Override
    public void mend() {
        become(Condition.OPEN);
    }

    void become(Condition next) {
        condition = next;
        if (next == Condition.CUT) {
            sockets.forEach(Link::reset);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Thread.ofVirtual().start(() -> connect(near));
            }
        } catch (IOException closed) {
            sockets.forEach(Link::reset);
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        sockets.add(near);
        sockets.add(far);
        try {
            if (condition == Condition.CUT) {
                throw new SocketException("cut");
            }
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            // A paused program takes connections until its system's queue is full, and then nobody answers.
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
        } catch (IOException nobodyThere) {
            breakOff(near, far);
            return;
        }
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
        if (condition == Condition.CUT) {
            breakOff(near, far);
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try (OutputStream recording = recordings.get()) {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hold(from);
                recording.write(buffer, 0, read);
                out.write(buffer, 0, read);
            }
            hold(from);
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                sockets.remove(from);
                sockets.remove(to);
                from.close();
                to.close();
            }
        } catch (IOException broken) {
            breakOff(from, to);
        }
    }

    private void breakOff(Socket one, Socket other) {
        sockets.remove(one);
        sockets.remove(other);
        reset(one);
        reset(other);
    }

    /** Keeps bytes for as long as the condition says. */
    private void hold(Socket from) {
        if (condition == Condition.SLOW) {
            LockSupport.parkNanos(DELAY_NANOS);
        }
        while (condition == Condition.FROZEN && !from.isClosed()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException alreadyClosed) {
            // Then there is nothing to reset.
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
