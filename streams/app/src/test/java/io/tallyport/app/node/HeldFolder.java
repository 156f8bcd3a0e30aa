package io.tallyport.app.node;

import java.nio.file.Path;

/** A process that takes a data folder and holds it until its input ends. */
final class HeldFolder {

    public static void main(String[] args) throws Exception {
        try (var folder = DataFolder.open(Path.of(args[0]))) {
            System.out.println("held " + folder.root());
            while (System.in.read() >= 0) {}
        }
    }

    private HeldFolder() {}
}
