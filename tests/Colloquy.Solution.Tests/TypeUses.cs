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
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks; global using System.Collections.Generic; global using Colloquy.Storage;", options);
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
                foreach (var used in Named(model.GetSymbolInfo(name).Symbol))
                {
                    foreach (var declared in used.DeclaringSyntaxReferences)
                        Add(root, tree.FilePath, declared.SyntaxTree.FilePath, used.Name, uses);
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

    /// <summary>The types that a name stands for: the type itself, or the one that has the member, and what the member is.</summary>
    private static IEnumerable<INamedTypeSymbol> Named(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => Parts(type),
        IMethodSymbol method => Parts((method.ReducedFrom ?? method).ContainingType).Concat(Parts(method.ReturnType)),
        IPropertySymbol property => Parts(property.ContainingType).Concat(Parts(property.Type)),
        IFieldSymbol field => Parts(field.ContainingType).Concat(Parts(field.Type)),
        IParameterSymbol parameter => Parts(parameter.Type),
        ILocalSymbol local => Parts(local.Type),
        _ => [],
    };

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
