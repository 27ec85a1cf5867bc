package dev.gatehouse.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The guard of every outgoing call whose address somebody else may have chosen: it asks the {@link EgressPolicy}, looks the
 * name up once, and connects to an address that was checked and to no other, so that an answer of the name server that
 * changes in between changes nothing. TLS is verified for the name of the URL.
 *
 * <p>It follows no redirect, uses no proxy, and bounds the time of a call and the size of its answer. Thread-safe. A call
 * blocks; it fails by a value, never by an exception.
 */
public final class Egress {
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_OF_ONE_PARTY = 16;
    private static final int MOST_ADDRESSES = 16;
    private static final int TRIED_ADDRESSES = 4;

    private final EgressPolicy policy;
    private final HostLookup lookup;
    private final SSLContext tls;
    private final Bulkhead room;

    /** @param tls whom to believe that they are who the URL names */
    public Egress(EgressPolicy policy, HostLookup lookup, SSLContext tls) {
        this(policy, lookup, tls, new Bulkhead(MOST_AT_ONCE, MOST_OF_ONE_PARTY));
    }

    private Egress(EgressPolicy policy, HostLookup lookup, SSLContext tls, Bulkhead room) {
        this.policy = policy;
        this.lookup = lookup;
        this.tls = tls;
        this.room = room;
    }

    /** The same guard with the same room, for a peer that others vouch for. */
    public Egress trusting(SSLContext others) {
        return new Egress(policy, lookup, others, room);
    }

    /** What is wrong with the spelling of a URL, whoever may be called; one snake_case word of few. */
    public static Optional<String> misspelling(String url) {
        try {
            EgressTarget.of(url);
            return Optional.empty();
        } catch (EgressRefused refused) {
            return Optional.of(refused.code());
        }
    }

    /**
     * Calls, unless the policy says no.
     *
     * @param party on whose behalf: calls of one party that hang take the room of no other
     */
    public EgressAnswer send(String party, EgressRequest request) {
        try {
            EgressTarget target = EgressTarget.of(request.url());
            policy.admit(target);
            return room.enter(party)
                    ? within(party, request, target)
                    : new EgressAnswer.Failed(EgressAnswer.TOO_MANY_CALLS);
        } catch (EgressRefused refused) {
            return new EgressAnswer.Refused(refused.code());
        }
    }

    /**
     * Has the call made by a thread of its own. At the deadline that is interrupted, which closes its connection; a name
     * server that does not answer holds the thread and its room for as long as the machine waits for it.
     */
    private EgressAnswer within(String party, EgressRequest request, EgressTarget target) {
        long end = System.nanoTime() + request.limits().deadline().toNanos();
        var call = new FutureTask<>(() -> call(request, target, end));
        Thread.ofVirtual().name("egress").start(() -> {
            try {
                call.run();
            } finally {
                room.leave(party);
            }
        });
        try {
            return call.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return new EgressAnswer.Failed("timeout");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new EgressAnswer.Failed("interrupted");
        } catch (ExecutionException mistake) {
            throw new IllegalStateException(mistake.getCause());
        } finally {
            call.cancel(true);
        }
    }

    private EgressAnswer call(EgressRequest request, EgressTarget target, long end) {
        try {
            List<InetAddress> addresses = addresses(target);
            policy.admit(target, addresses);
            try (Socket plain = connected(addresses, target.port(), end);
                    Socket socket = target.tls() ? secured(plain, target, end) : plain) {
                return EgressExchange.on(socket, target, request);
            }
        } catch (EgressRefused refused) {
            return new EgressAnswer.Refused(refused.code());
        } catch (EgressFailed failed) {
            return new EgressAnswer.Failed(failed.code());
        } catch (SocketTimeoutException _) {
            return new EgressAnswer.Failed("timeout");
        } catch (SSLException _) {
            return new EgressAnswer.Failed("tls_failed");
        } catch (IOException _) {
            return new EgressAnswer.Failed("connection_lost");
        }
    }

    private List<InetAddress> addresses(EgressTarget target) throws EgressFailed {
        try {
            List<InetAddress> addresses =
                    target.literal().isPresent() ? List.of(target.literal().get()) : lookup.addresses(target.host());
            if (addresses.isEmpty() || addresses.size() > MOST_ADDRESSES) {
                throw new EgressFailed("host_unknown");
            }
            return addresses;
        } catch (UnknownHostException _) {
            throw new EgressFailed("host_unknown");
        }
    }

    /** The first of the checked addresses that takes the connection. */
    private static Socket connected(List<InetAddress> addresses, int port, long end) throws IOException {
        for (InetAddress address : addresses.stream().limit(TRIED_ADDRESSES).toList()) {
            var socket = new Socket(Proxy.NO_PROXY);
            try {
                socket.connect(new InetSocketAddress(address, port), millisLeft(end));
                socket.setSoTimeout(millisLeft(end));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (SocketTimeoutException late) {
                socket.close();
                throw late;
            } catch (IOException _) {
                socket.close();
            }
        }
        throw new EgressFailed("unreachable");
    }

    /** The certificate has to be for the URL's host (RFC 9110, section 4.3.4), whatever the address is. */
    private Socket secured(Socket plain, EgressTarget target, long end) throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(millisLeft(end));
        socket.startHandshake();
        return socket;
    }

    private static int millisLeft(long end) throws SocketTimeoutException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
