package dev.whence.server;

/** Ends this process when the launcher that started it is gone, killed in a way it could not pass on. */
final class LauncherWatch {
    private LauncherWatch() {}

    /** Watches the parent process from now on, if it is the launcher. */
    static void endWithLauncher() {
        if (Boolean.getBoolean("whence.launched")) {
            ProcessHandle.current().parent().ifPresent(launcher -> Thread.ofVirtual()
                    .start(() -> {
                        launcher.onExit().join();
                        Runtime.getRuntime().halt(137);
                    }));
        }
    }
}
