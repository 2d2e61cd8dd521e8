package shop.tools.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Gives one service the classes and resources of its class path, no more and no less.
 *
 * <p>A jar that the JVM has on its own class path is shared: its classes come from the parent, for all services the same.
 * All other jars, the project's own among them, belong to this loader. Jars that only the JVM has, because another service needs
 * them, are invisible. So what Spring finds, and what it configures by that, is the same as in a process of its own.
 */
final class ServiceClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Set<String> visible;
    private final Set<String> ownEntries;
    private final Map<ProtectionDomain, Boolean> visibility = new ConcurrentHashMap<>();

    /**
     * @param service names it, in messages and logs
     * @param classPath jars, as the service has them when it runs alone
     */
    ServiceClassLoader(String service, List<Path> classPath) {
        super(service, ownOf(classPath), ServiceClassLoader.class.getClassLoader());
        this.visible = classPath.stream()
                .map(ServiceClassLoader::url)
                .map(URL::toExternalForm)
                .collect(Collectors.toCollection(HashSet::new));
        // Spring Boot finds the host's logging by its name.
        this.visible.add(ServiceClassLoader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toExternalForm());
        this.ownEntries = new HashSet<>();
        for (URL jar : getURLs()) {
            try (var file = new JarFile(new File(jar.getPath()))) {
                file.stream().map(ZipEntry::getName).forEach(ownEntries::add);
            } catch (IOException e) {
                throw new UncheckedIOException("not a readable jar: " + jar, e);
            }
        }
    }

    /** The service for which this thread works; null for a thread of the JVM or of the host. */
    static @Nullable String serviceOf(Thread thread) {
        ClassLoader loader = thread.getContextClassLoader();
        while (loader != null && !(loader instanceof ServiceClassLoader)) {
            loader = loader.getParent();
        }
        return loader == null ? null : loader.getName();
    }

    private static URL[] ownOf(List<Path> classPath) {
        Set<String> shared = Set.of(System.getProperty("java.class.path").split(File.pathSeparator));
        return classPath.stream()
                .filter(jar -> !shared.contains(jar.toString()))
                .map(ServiceClassLoader::url)
                .toArray(URL[]::new);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar + " has no URL", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = ownEntries.contains(name.replace('.', '/') + ".class") ? findClass(name) : shared(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> shared(String name) throws ClassNotFoundException {
        Class<?> found = getParent().loadClass(name);
        ProtectionDomain domain = found.getProtectionDomain();
        if (!visibility.computeIfAbsent(domain, this::sees)) {
            throw new ClassNotFoundException(name + " is not on the class path of " + getName());
        }
        return found;
    }

    private boolean sees(ProtectionDomain domain) {
        CodeSource source = domain.getCodeSource();
        // The JDK's own classes have no location, or one that is no file.
        return source == null
                || source.getLocation() == null
                || !source.getLocation().getProtocol().equals("file")
                || visible.contains(source.getLocation().toExternalForm());
    }

    @Override
    public @Nullable URL getResource(String name) {
        try {
            Enumeration<URL> all = getResources(name);
            return all.hasMoreElements() ? all.nextElement() : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> own = ownEntries.contains(name) || name.isEmpty() || ownEntries.contains(name + "/")
                ? Collections.list(findResources(name))
                : List.of();
        var all = new ArrayList<>(own);
        for (URL shared : Collections.list(getParent().getResources(name))) {
            if (sees(shared)) {
                all.add(shared);
            }
        }
        return Collections.enumeration(all);
    }

    private boolean sees(URL resource) {
        String text = resource.toExternalForm();
        return !text.startsWith("jar:file:") || visible.contains(text.substring("jar:".length(), text.indexOf("!/")));
    }

    @Override
    public Stream<URL> resources(String name) {
        try {
            return Collections.list(getResources(name)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
