using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>Loads Colloquy.Embeddings from a folder. The tool does not contain it: it is ten times as large as the tool, and few need it.</summary>
internal static class LocalEmbeddings
{
    public const string Variable = "COLLOQUY_EMBEDDINGS";

    private const string Name = "Colloquy.Embeddings";

    public static IEmbeddingGenerator<string, Embedding<float>> Open(CliHost host)
    {
        var folder = host.Environment(Variable) is { Length: > 0 } named ? named : Path.Combine(host.DataFolder, "colloquy", "embeddings");
        var path = Path.GetFullPath(Path.Combine(folder, $"{Name}.dll"));
        if (!File.Exists(path))
            throw new CliException(ExitCode.Usage, $"--memory {ChatMemory.Local} needs {Name}, which does not come with the tool, and '{PlainText.Line(folder)}' does not have it. Run `dotnet publish src/{Name} --output FOLDER` in the repository, with that folder; {Variable} names another. --memory {ChatMemory.Words} needs nothing.");

        try
        {
            var type = new Context(path).LoadFromAssemblyPath(path).GetType($"{Name}.LocalEmbeddingGenerator", throwOnError: true)!;
            return (IEmbeddingGenerator<string, Embedding<float>>)Activator.CreateInstance(type)!;
        }
        catch (Exception problem) when (problem is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or InvalidCastException or MissingMethodException)
        {
            throw new CliException(ExitCode.Error, $"{Name} in '{PlainText.Line(folder)}' cannot be loaded: {PlainText.Line(problem.Message)} Publish it again, from the version of this tool.");
        }
    }

    /// <summary>Loads assemblies from the folder, except those that the tool has too: the abstractions must be the same on both sides.</summary>
    private sealed class Context : AssemblyLoadContext
    {
        private readonly AssemblyDependencyResolver _folder;

        public Context(string path)
            : base(LocalEmbeddings.Name)
        {
            _folder = new AssemblyDependencyResolver(path);
            Resolving += (context, name) => _folder.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        }

        protected override Assembly? Load(AssemblyName assemblyName) => null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _folder.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}
