using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Colloquy.Solution.Tests;

/// <summary>A file of one folder names a type of another.</summary>
/// <param name="From">The folder of the file.</param>
/// <param name="File">The file.</param>
/// <param name="To">The folder of the type.</param>
/// <param name="Type">The type.</param>
internal sealed record TypeUse(string From, string File, string To, string Type)
{
    public override string ToString() => $"{From}/{File} uses {Type} of {To}";
}

/// <summary>Finds, with the compiler's own understanding of the sources, which folders use types of which.</summary>
internal static class TypeUses
{
    private static readonly ConcurrentDictionary<string, IReadOnlyCollection<TypeUse>> Known = new();

    public static IReadOnlyCollection<TypeUse> Of(string project) => Known.GetOrAdd(project, Read);

    private static HashSet<TypeUse> Read(string project)
    {
        var root = Repository.PathOf("src", project);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks; global using System.Collections.Generic; global using Colloquy.Storage; global using Colloquy.Operations; global using Colloquy.Extensibility;", options);
        var trees = Repository.SourceFiles($"src/{project}").Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path)).ToList();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != project && !Path.GetFileName(path).StartsWith("Colloquy.", StringComparison.Ordinal) || Path.GetFileNameWithoutExtension(path) == "Colloquy.Storage" && project != "Colloquy.Storage")
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(project, [usings, .. trees], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var uses = new HashSet<TypeUse>();
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
            {
                foreach (var (type, files) in Named(model.GetSymbolInfo(name).Symbol))
                {
                    foreach (var file in files)
                        Add(root, tree.FilePath, file, type.Name, uses);
                }
            }
        }

        return uses;
    }

    private static void Add(string root, string from, string to, string type, HashSet<TypeUse> uses)
    {
        var (here, there) = (FolderOf(root, from), FolderOf(root, to));
        if (here != there)
            uses.Add(new TypeUse(here, Path.GetFileName(from), there, type));
    }

    private static string FolderOf(string root, string path) => Path.GetDirectoryName(Path.GetRelativePath(root, path))!.Replace('\\', '/');

    /// <summary>The types that a name stands for, with the files that this uses: the type itself, or the one that has the member, and what the member is.</summary>
    private static IEnumerable<(INamedTypeSymbol Type, IEnumerable<string> Files)> Named(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => WithFiles(Parts(type)),
        IMethodSymbol method => Member(method.ReducedFrom ?? method).Concat(WithFiles(Parts(method.ReturnType))),
        IPropertySymbol property => Member(property).Concat(WithFiles(Parts(property.Type))),
        IFieldSymbol field => Member(field).Concat(WithFiles(Parts(field.Type))),
        IParameterSymbol parameter => WithFiles(Parts(parameter.Type)),
        ILocalSymbol local => WithFiles(Parts(local.Type)),
        _ => [],
    };

    private static IEnumerable<(INamedTypeSymbol Type, IEnumerable<string> Files)> WithFiles(IEnumerable<INamedTypeSymbol> types) => types.Select(type => (type, (IEnumerable<string>)FilesOf(type)));

    /// <summary>A member uses the part of its type that it is declared in: a feature may have its part of a partial type in its own folder.</summary>
    private static IEnumerable<(INamedTypeSymbol Type, IEnumerable<string> Files)> Member(ISymbol member) =>
        Parts(member.ContainingType).Select(type => (type, member.DeclaringSyntaxReferences is { IsEmpty: false } declared && SymbolEqualityComparer.Default.Equals(type, member.ContainingType.OriginalDefinition) ? declared.Select(reference => reference.SyntaxTree.FilePath) : FilesOf(type)));

    /// <summary>The files of a type; of a partial type with a file of its own name, that file, beside which features have their parts.</summary>
    private static List<string> FilesOf(INamedTypeSymbol type)
    {
        var files = type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath).ToList();
        var own = files.Where(path => Path.GetFileNameWithoutExtension(path) == type.Name).ToList();
        return own.Count > 0 ? own : files;
    }

    private static IEnumerable<INamedTypeSymbol> Parts(ITypeSymbol? type)
    {
        while (type is IArrayTypeSymbol array)
            type = array.ElementType;
        if (type is not INamedTypeSymbol named)
            return [];

        var outermost = named;
        while (outermost.ContainingType is { } containing)
            outermost = containing;
        return named.TypeArguments.SelectMany(Parts).Append(outermost.OriginalDefinition);
    }
}
