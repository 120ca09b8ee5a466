using System.Text.RegularExpressions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The folders of the core are in dependency order: a file uses only its own folder and those above it.</summary>
public sealed partial class FolderOrderTests
{
    private static readonly string[] Order =
        ["Log", "Storage", "State", "Usage", "Sessions", "Windows", "Context", "Agents", "Retention", "Security", "Hosting"];

    [Fact]
    public void Every_folder_of_the_core_has_a_place_in_the_order()
    {
        var folders = Directory.GetDirectories(Repository.PathOf("src", "Colloquy")).Select(path => Path.GetFileName(path)!).Except(["bin", "obj"]);

        Assert.Empty(folders.Except(Order));
    }

    [Fact]
    public void A_file_uses_only_its_own_folder_and_those_above_it()
    {
        var files = Repository.SourceFiles("src/Colloquy").ToDictionary(path => path, path => Comments().Replace(File.ReadAllText(path), ""));
        var homes = files.SelectMany(file => Types().Matches(file.Value).Select(match => (Type: match.Groups[1].Value, Folder: FolderOf(file.Key)))).Distinct().ToLookup(home => home.Type, home => home.Folder);

        var wrong = from file in files
                    from word in Words().Matches(file.Value).Select(match => match.Value).Distinct()
                    where homes.Contains(word) && homes[word].All(folder => PlaceOf(folder) > PlaceOf(FolderOf(file.Key)))
                    select $"{FolderOf(file.Key)}/{Path.GetFileName(file.Key)} uses {word} of {homes[word].First()}";

        Assert.Empty(wrong);
    }

    private static int PlaceOf(string folder) => Array.IndexOf(Order, folder);

    private static string FolderOf(string path) => Path.GetRelativePath(Repository.PathOf("src", "Colloquy"), path).Split(Path.DirectorySeparatorChar)[0];

    [GeneratedRegex("""//.*$|"(?:[^"\\\n]|\\.)*"|\.\w+""", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(?:class|record struct|record|struct|interface|enum|delegate \w+)\s+([A-Z]\w*)")]
    private static partial Regex Types();

    // A name before '=' or '{' is a property's, unless 'new' stands before it.
    [GeneratedRegex(@"(?<=new )[A-Z]\w*|\b[A-Z]\w*\b(?!\s*[={])")]
    private static partial Regex Words();
}
