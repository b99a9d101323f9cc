package netkit.lesson;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of all lessons, by paths relative to the folder {@code lessons}, with {@code /}. */
sealed interface LessonFiles {
    Set<String> paths() throws IOException;

    byte[] bytes(String path) throws IOException;

    /** Returns where a file is, for messages. */
    String place(String path);

    /** Files in a folder of this machine. */
    record OfFolder(Path folder) implements LessonFiles {
        @Override
        public Set<String> paths() throws IOException {
            try (Stream<Path> walk = Files.walk(folder)) {
                return walk.filter(Files::isRegularFile)
                        .map(file -> folder.relativize(file).toString()
                                .replace(file.getFileSystem().getSeparator(), "/"))
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        }

        @Override
        public byte[] bytes(String path) throws IOException {
            try {
                return Files.readAllBytes(folder.resolve(path));
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file '" + place(path) + "'", e);
            }
        }

        @Override
        public String place(String path) {
            return folder.resolve(path).toString();
        }
    }

    /** Files that are packed into netkit. */
    record Packed() implements LessonFiles {
        private static final String ROOT = "lessons/";

        /** Lists the jar, or in a build the folder of classes. */
        @Override
        public Set<String> paths() throws IOException {
            URL one = LessonFiles.class.getResource("/" + ROOT + "glossary.md");
            if (one == null) {
                throw new FileNotFoundException("netkit was packed without lessons");
            }
            URLConnection connection = one.openConnection();
            if (connection instanceof JarURLConnection jar) {
                return jar.getJarFile().stream().map(entry -> entry.getName())
                        .filter(name -> name.startsWith(ROOT) && !name.endsWith("/"))
                        .map(name -> name.substring(ROOT.length()))
                        .collect(Collectors.toCollection(TreeSet::new));
            }
            try {
                return new OfFolder(Path.of(new URI(one.toString())).getParent()).paths();
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }

        @Override
        public byte[] bytes(String path) throws IOException {
            try (InputStream in = LessonFiles.class.getResourceAsStream("/" + ROOT + path)) {
                if (in == null) {
                    throw new FileNotFoundException("netkit was packed without lessons/" + path);
                }
                return in.readAllBytes();
            }
        }

        @Override
        public String place(String path) {
            return ROOT + path;
        }
    }
}
