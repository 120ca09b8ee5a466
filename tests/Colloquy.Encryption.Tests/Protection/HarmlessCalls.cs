namespace Colloquy.Encryption.Tests.Protection;

/// <summary>The calls that cannot shorten a session, each with the reason. A call that is neither here nor in a table of calls fails the test.</summary>
internal static class HarmlessCalls
{
    private const string Window = "It shapes what a model is shown, and has no store.";
    private const string Keys = "It has keys and no store.";
    private const string Owner = "It writes the state of an owner, which no log contains; IOwnerState.PutAsync is called.";

    /// <summary>Types of which no call can.</summary>
    public static IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["AgentMiddleware"] = "An application derives from it; what it does with a session is a call of the session.",
        ["ApprovalRule"] = "It decides about a call of a tool, and has no store.",
        ["BranchComparison"] = "It reads.",
        ["CompactionContext"] = Window,
        ["CompactionStrategy"] = Window,
        ["ContextProvider"] = "An application derives from it; what it does with a session is a call of the session.",
        ["ContextRequest"] = "It adds to what a model is shown.",
        ["FinishedRun"] = "It shows a run that has ended.",
        ["IHeadSigner"] = Keys,
        ["IKeyRing"] = Keys,
        ["ISessionAccess"] = "It decides, and has no store. What a view of a SessionGuard does is a call of the store.",
        ["IUsageDirectory"] = "It reads.",
        ["SessionDirectoryExtensions"] = "They read.",
        ["SessionDocuments"] = "It reads a session, and writes to a stream.",
        ["SessionGauges"] = "They count sessions.",
        ["SessionPart"] = "It collects the parts of a copy in memory.",
        ["SessionTurns"] = "It reads.",
        ["SessionUsage"] = "It reads.",
        ["StandaloneState"] = Owner,
    };

    public static IReadOnlyDictionary<string, string> Calls { get; } = Listed(
    [
        ("It has no session.",
        [
            "Agent.RunAsync(IEnumerable<ChatMessage>, RunOptions)", "Agent.RunAsync(String, RunOptions)", "Agent.RunAsync<T>(IEnumerable<ChatMessage>, RunOptions, OutputFormat<T>)",
            "Agent.RunAsync<T>(String, RunOptions, OutputFormat<T>)", "Agent.RunStreamingAsync(IEnumerable<ChatMessage>, RunOptions)", "Agent.RunStreamingAsync(String, RunOptions)",
        ]),
        ("It opens a store.",
        [
            "EncryptedSessionStore.OpenAsync(ISessionStore, IKeyRing, EncryptionOptions)", "PostgresSessionStore.OpenAsync(NpgsqlDataSource, PostgresSessionStoreOptions)",
            "PostgresSessionStore.OpenAsync(String, PostgresSessionStoreOptions)", "SqliteSessionStore.OpenAsync(String, SqliteSessionStoreOptions)",
        ]),
        ("It writes a file of its own, and who may replace files needs no store to remove one.",
        [
            "SqliteSessionStore.BackupAsync(String, Boolean, IProgress<SqliteBackupProgress>)", "SqliteSessionStore.BackupFileAsync(String, String, Boolean, IProgress<SqliteBackupProgress>)",
        ]),
        ("It writes memories, which no log contains; ForgetAsync and ClearAsync are called.",
        [
            "IMemoryStore.PutAsync(MemoryPut)", "IMemoryStore.SetVectorAsync(MemoryOwner, MemoryId, Int64, MemoryVector)",
            "Memory.AddAsync(String, MemorySource, IReadOnlyDictionary<String, String>)", "Memory.ForgetAsync(String)", "Memory.RefreshVectorsAsync()",
            "Memory.StoreAsync(String, String, MemorySource, IReadOnlyDictionary<String, String>)",
        ]),
        ("It adds to the search index, which is built from the log.", ["ISearchIndex.AddAsync(IReadOnlyList<SearchAddition>)"]),
        ("It puts as many bytes in the place of others, for stores that encrypt: an entry keeps its position, header and hashes, which show whether the bytes say the same. EncryptedSessionStore.RekeyAsync is called.",
        [
            "IContentRewriting.RewriteMemoryAsync(MemoryOwner, MemoryRewrite)", "IContentRewriting.RewriteSessionAsync(SessionKey, SessionRewrite)", "IContentRewriting.RewriteStateAsync(SessionOwner, StateRewrite)",
        ]),
        ("It makes calls of SweepAsync until it is cancelled.", ["RetentionSweeper.RunAsync(TimeSpan, Action<SweptSession>)"]),
        ("It opens a session as the FindAsync of a key does, which is called.", ["SessionStoreExtensions.FindAsync(ISessionStore, SessionHandle, SessionOwner, OpenSessionOptions)"]),
        ("It reads.",
        [
            "EncryptedSessionStore.HasKeysAsync(ISessionStore)", "EncryptedSessionStore.ListOwnerKeysAsync()", "IChangeSignal.ListenAsync(SessionKey, Action<SessionChanges>)",
            "IMemoryStore.FindAsync(MemoryOwner, String)", "IMemoryStore.FindNearestAsync(MemoryOwner, MemoryVector, Int32)", "IMemoryStore.ListAsync(MemoryListing)",
            "IMemoryStore.MatchAsync(MemoryOwner, IReadOnlyList<SearchTerm>, Boolean, Int32)", "IMemoryStore.ReadAsync(MemoryOwner, IReadOnlyList<MemoryId>)",
            "IOwnerCopy.ListOwnersAsync(MemoryOwner, Int32)", "IOwnerCopy.ReadPastUsageAsync(SessionOwner, UsageRecord, Int32)", "IOwnerCopy.ReadVectorsAsync(MemoryOwner, IReadOnlyList<MemoryId>)",
            "IOwnerState.FindAsync(SessionOwner, String)", "IOwnerState.ListAsync(SessionOwner)", "IOwnerState.ReadChangesAsync(SessionOwner, StateVersion)",
            "IRetention.ListRetainedAsync(SessionSelection, SessionCursor, Int32)", "ISearchIndex.CountLagAsync(SessionSelection)", "ISearchIndex.FindLagsAsync(SessionSelection, SessionKey, Int32)",
            "ISearchIndex.MatchAsync(SearchMatching)", "ISessionCopy.CopyAsync(SessionKey)", "ISessionDirectory.ListAllAsync(SessionSelection, SessionQuery)",
            "ISessionStore.GetAsync(SessionKey)", "ISessionStore.GetBlobAsync(SessionKey, Digest)", "ISessionStore.GetBranchesAsync(SessionKey, String)", "ISessionStore.ListAsync(SessionOwner, SessionQuery)",
            "ISessionStore.ReadAsync(SessionKey, LogRead)", "ISessionStore.ReadStateAsync(SessionKey, Position, String)",
            "IUsageLedger.ReadUsageAsync(SessionKey, UsageRecord, Int32)", "IUsageLedger.SumAsync(SessionKey, UsageQuery, UsageBy)", "IUsageLedger.SumAsync(SessionOwner, UsageQuery, UsageBy)",
            "Memory.FindAsync(MemoryId)", "Memory.FindAsync(String)", "Memory.ListAsync()", "Memory.ListPageAsync(MemoryId?, Int32)", "Memory.OpenSourceAsync(MemoryItem)", "Memory.SearchAsync(MemoryQuery)",
            "PostgresSessionStore.ExamineAsync(String, PostgresSessionStoreOptions)", "PostgresSessionStore.GetInfoAsync()", "SqliteSessionStore.ExamineAsync(String)", "SqliteSessionStore.GetInfoAsync()",
            "Session.FollowAsync(FollowOptions)", "Session.GetActiveAgentAsync()", "Session.GetItemsAsync(Int32?, ChatRole?, Position?)", "Session.GetServiceConversationAsync()", "Session.ReadAuditAsync()", "Session.ReadEventsAsync(EventQuery)",
            "Session.ReadItemsAsync(Position)", "Session.RefreshAsync()", "Session.SearchAsync(SearchQuery, IProgress<EntryProgress>)", "Session.VerifyAsync(VerifyOptions)",
            "SessionApprovals.FindAsync(ApprovalId)", "SessionApprovals.ListAllAsync()", "SessionApprovals.ListAsync()", "SessionApprovals.ListRememberedAsync()",
            "SessionBranches.CompareAsync(String, String)", "SessionBranches.GetHeadHistoryAsync()", "SessionBranches.ListAsync()", "SessionBranches.OpenAsync(String)",
            "SessionRetention.PreviewAsync(PruneStrategy)", "SessionRetention.ReadPrunesAsync()",
            "SessionState.FindAsync(String, Scope)", "SessionState.GetAsync<T>(String, Scope)", "SessionState.GetChangesAsync(StateVersion, Scope)", "SessionState.ListAsync(Scope)",
            "SessionStoreExtensions.GetUsageAsync(ISessionStore, SessionOwner, UsageBy, UsageQuery, PriceTable, ILogger)", "SessionStoreExtensions.GetUsageAsync(ISessionStore, SessionOwner, UsageQuery, PriceTable, ILogger)",
            "SessionStoreExtensions.ListSessionsAsync(ISessionStore, SessionOwner, SessionQuery, Action<UnreadableSession>, ILogger)",
            "SessionStoreExtensions.SearchAsync(ISessionStore, SearchQuery, SessionOwner, IProgress<EntryProgress>, ILogger)", "SessionStoreOperations.FindAuditActorAsync(ISessionStore, String)",
            "SessionStoreOperations.HasAuditAsync(ISessionStore)", "SessionStoreOperations.ReadAdministrationAuditAsync(ISessionStore)", "SessionStoreOperations.ReadAuditAsync(ISessionStore, SessionKey)", "SessionStoreOperations.VerifyAllAsync(ISessionStore, SessionSelection, VerifyOptions)",
            "SessionWindow.ExplainAsync(Position)", "SessionWindow.ListPinsAsync()", "SessionWindow.PreviewAsync(WindowPipeline, String)",
        ]),
    ]).ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> Listed(IReadOnlyList<(string Reason, string[] Calls)> lists) =>
        lists.SelectMany(list => list.Calls.Select(call => KeyValuePair.Create(call, list.Reason)));
}
