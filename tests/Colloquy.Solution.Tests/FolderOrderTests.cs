using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The folders of a project are in dependency order: a type uses only its own folder and those above it in the list. Between subfolders there are no circles.</summary>
public sealed class FolderOrderTests
{
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Colloquy.Storage"] = ["Keys", "Words", "Entries", "Leases", "State", "Usage", "Sessions", "Retention", "Commits", "Search", "Memories", "Copies", "Signals", "Ports", "InMemory"],
        ["Colloquy"] =
        [
            "Telemetry", "Log", "Leases", "State", "Usage", "Search", "Items", "Approvals", "Turns", "Branches", "Documents", "Following", "Audit", "ServiceConversations", "Windows", "Retention", "Sessions", "Context",
            "Memory", "Agents",
        ],
    };

    public static TheoryData<string> Projects => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_a_place_in_the_order(string project)
    {
        var folders = Directory.GetDirectories(Repository.PathOf("src", project)).Select(path => Path.GetFileName(path)!).Except(["bin", "obj"]);

        Assert.Equal(folders.Order(), Orders[project].Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_type_uses_only_its_own_folder_and_those_above_it(string project)
    {
        var order = Orders[project];

        var wrong = from use in TypeUses.Of(project)
                    where Array.IndexOf(order, Top(use.From)) < Array.IndexOf(order, Top(use.To))
                    select use.ToString();

        Assert.Empty(wrong);
    }

    private static string Top(string folder) => folder.Split('/')[0];
}
