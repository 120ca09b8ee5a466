using System.Runtime.CompilerServices;

namespace Colloquy.Import;

/// <summary>Reads the SQLite file of the OpenAI Agents SDK: sessions of <c>SQLiteSession</c>, and those of <c>AdvancedSQLiteSession</c> with their branches and usage.</summary>
internal sealed class AgentsDatabaseSource(string path) : ConversationSource(ImportFormat.OpenAIAgents, path)
{
    private const string Sessions = "SELECT session_id, created_at FROM agent_sessions ORDER BY rowid";

    private long _read;
    private long _total;

    public override bool HasUniqueIds => true;

    public override ImportProgress Progress => new(_read, _total);

    /// <summary>Whether a file has the tables of the SDK.</summary>
    public static bool Is(SourceDatabase database) => database.ColumnsOf("agent_messages").Contains("message_data") && database.ColumnsOf("agent_sessions").Contains("session_id");

    public override async IAsyncEnumerable<ImportedConversation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var database = SourceDatabase.Open(Location);
        if (!Is(database))
            throw new ImportException(ImportFailure.UnknownFormat, Location, null, "has no tables 'agent_sessions' and 'agent_messages' of the OpenAI Agents SDK");

        (_read, _total) = (0, database.Count("SELECT COUNT(*) FROM agent_messages"));
        var hasBranches = database.ColumnsOf("message_structure").Contains("branch_id");
        var hasUsage = database.ColumnsOf("turn_usage").Contains("input_tokens");
        using var rows = database.Query(Sessions);
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = rows.Text(0) ?? "";
            var place = $"agent_sessions '{id}'";
            var branches = hasBranches ? AgentsBranches.Read(database, id) : [];
            var reader = new AgentsMessages(database, id, () => _read++);
            var usage = hasUsage ? new AgentsUsage(database, id) : null;
            yield return new ImportedConversation
            {
                Id = id,
                Place = place,
                CreatedAt = AgentsMessages.Time(rows.Text(1)),
                Branches = branches.Count == 0
                    ? [new ImportedBranch { Items = reader.ReadPlain(cancellationToken).ToAsyncEnumerable() }]
                    : [.. branches.Select(branch => new ImportedBranch { Name = branch.Name, From = branch.From, After = branch.After, Items = reader.Read(branch, usage, cancellationToken).ToAsyncEnumerable() })],
                Notes = branches.Count == 0 ? [] : AgentsBranches.FindOrphans(database, id),
            };
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
