package dev.whence.appender.shipping;

/** A daemon thread that works for a shipper; by it, what such a thread logs is known and kept out of the shipment. */
public final class ShipperThread extends Thread {
    ShipperThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }
}
