using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The folders of a project are in dependency order: a type uses only its own folder and those above it in the list. Between subfolders there are no circles.</summary>
public sealed class FolderOrderTests
{
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Colloquy.Storage"] = ["Keys", "Words", "Entries", "Leases", "State", "Usage", "Sessions", "Retention", "Commits", "Search", "Memories", "Copies", "Erasure", "Rewriting", "Signals", "Ports", "InMemory"],
        ["Colloquy"] =
        [
            "Telemetry", "Log", "Leases", "State", "Usage", "Search", "Items", "Approvals", "Turns", "Branches", "Documents", "Verification", "Following", "Audit", "Access", "Redaction", "Transcripts", "ServiceConversations", "Windows", "Retention", "Moving", "Erasure", "Sessions", "Context",
            "Memory", "Agents",
        ],
        ["Colloquy.Testing"] = ["Conversations", "Checks", "Judges", "SimulatedUsers", "Cassettes", "Scripts", "Trials", "Faults", "Runs", "Reports"],
    };

    /// <summary>The types of the face of Agents that its subfolders use: an agent names its handoffs, middleware and rules, which name the agent; and a run is given options and limits, and returns answers, updates and exceptions.</summary>
    private static readonly HashSet<string> FaceOfAgents =
    [
        "Agent", "RunOptions", "RunLimits", "Durability", "AgentAnswer", "AgentUpdate", "ModelUpdate", "ToolCallUpdate", "ApprovalRequestedUpdate", "HandoffUpdate",
        "TurnLimitException", "TurnInterruptedException",
    ];

    /// <summary>Other uses that make a circle, by folder and type: the default pipeline is made of a strategy, and a base type has factories of the types derived from it.</summary>
    private static readonly HashSet<(string From, string Type)> Known =
    [
        ("Windows", "TokenBudgetStrategy"), ("Retention", "NewestPruning"), ("Retention", "SummaryPruning"), ("Retention", "ImportancePruning"),
    ];

    public static TheoryData<string> Projects => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_a_place_in_the_order(string project)
    {
        var folders = Directory.GetDirectories(Repository.PathOf("src", project)).Select(path => Path.GetFileName(path)!).Except(["bin", "obj"]);

        Assert.Empty(folders.Except(Orders[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_type_uses_only_its_own_folder_and_those_above_it(string project)
    {
        var order = Orders[project];

        AssertNone(TypeUses.Of(project).Where(use => Array.IndexOf(order, Top(use.From)) < Array.IndexOf(order, Top(use.To))));
    }

    /// <summary>Within Agents, a folder uses those above it in the list. The face, which is the folder itself, is the last.</summary>
    [Fact]
    public void A_type_of_agents_uses_only_its_own_folder_and_those_above_it()
    {
        string[] order = ["Agents/Telemetry", "Agents/Middleware", "Agents/Handoffs", "Agents/Nested", "Agents/Tools", "Agents/Output", "Agents/Clients", "Agents/ModelCalls", "Agents/Approvals", "Agents/ServiceConversations", "Agents/Runs", "Agents"];

        var uses = TypeUses.Of("Colloquy").Where(use => use.From.StartsWith("Agents", StringComparison.Ordinal) && use.To.StartsWith("Agents", StringComparison.Ordinal) && !IsKnown(use)).ToList();

        Assert.All(uses, use => Assert.Contains(use.From, order));
        AssertNone(uses.Where(use => Array.IndexOf(order, use.From) < Array.IndexOf(order, use.To)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Between_folders_there_are_no_circles(string project)
    {
        var uses = TypeUses.Of(project).Where(use => !IsKnown(use)).ToList();
        var byFolder = uses.ToLookup(use => use.From, use => use.To);

        AssertNone(uses.Where(use => Reaches(byFolder, use.To, use.From)));
    }

    private static void AssertNone(IEnumerable<TypeUse> wrong)
    {
        var list = string.Join('\n', wrong.Select(use => use.ToString()).Order());
        Assert.True(list.Length == 0, list);
    }

    private static bool IsKnown(TypeUse use) => Known.Contains((use.From, use.Type)) || (use is { To: "Agents" } && use.From.StartsWith("Agents/", StringComparison.Ordinal) && FaceOfAgents.Contains(use.Type));

    private static bool Reaches(ILookup<string, string> uses, string from, string to)
    {
        HashSet<string> seen = [];
        Queue<string> next = new(uses[from]);
        while (next.TryDequeue(out var folder))
        {
            if (folder == to)
                return true;
            if (seen.Add(folder))
            {
                foreach (var used in uses[folder])
                    next.Enqueue(used);
            }
        }

        return false;
    }

    private static string Top(string folder) => folder.Split('/')[0];
}
