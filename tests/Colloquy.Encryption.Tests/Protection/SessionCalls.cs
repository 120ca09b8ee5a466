using static Colloquy.Encryption.Tests.Protection.CallTable;

namespace Colloquy.Encryption.Tests.Protection;

/// <summary>The calls of a session and of its groups that write.</summary>
internal static class SessionCalls
{
    public static IReadOnlyList<PublicCall> All { get; } =
    [
        Writes("Session.AddAsync(ChatMessage)", subject => subject.Session.AddAsync(Subject.Say("more"))),
        Writes("Session.AddAsync(IEnumerable<ChatMessage>)", subject => subject.Session.AddAsync([Subject.Say("more")])),
        Writes("Session.AddAsync(IEnumerable<ChatMessage>, WhenWaiting)", subject => subject.Waiting.AddAsync([Subject.Say("never mind")], WhenWaiting.Withdraw)),
        Writes("Session.ClearAsync()", subject => subject.Session.ClearAsync()),
        Writes("Session.CloseAsync()", subject => subject.Session.CloseAsync()),
        Shortens("Session.DeleteAsync()", subject => subject.Session.DeleteAsync()),
        Writes("Session.PopAsync(Boolean)", subject => subject.Session.PopAsync(wholeExchange: true)),
        Writes("Session.RebuildSearchAsync(IProgress<EntryProgress>)", subject => subject.Session.RebuildSearchAsync()),
        Writes("Session.RedoAsync()", subject => subject.Session.RedoAsync()),
        Writes("Session.ReopenAsync()", async subject =>
        {
            await subject.Session.CloseAsync();
            await subject.Session.ReopenAsync();
        }),
        Writes("Session.SetActiveAgentAsync(String, String)", subject => subject.Session.SetActiveAgentAsync("desk")),
        Writes("Session.SetMetadataAsync(String, String)", subject => subject.Session.SetMetadataAsync("case", "17")),
        Writes("Session.SetServiceConversationAsync(String, Boolean)", subject => subject.Session.SetServiceConversationAsync("conversation-1")),
        Writes("Session.SetTitleAsync(String)", subject => subject.Session.SetTitleAsync(null)),
        Writes("Session.SignHeadAsync(IHeadSigner)", async subject =>
        {
            using var signer = EcdsaHeadSigner.Create();
            await subject.Session.SignHeadAsync(signer);
        }),
        Writes("Session.UndoTurnAsync()", subject => subject.Session.UndoTurnAsync()),

        Writes("SessionApprovals.ApproveAsync(Approval, RememberApproval, String)", subject => subject.Waiting.Approvals.ApproveAsync(subject.Approval)),
        Writes("SessionApprovals.ApproveAsync(ApprovalId, RememberApproval, String)", subject => subject.Waiting.Approvals.ApproveAsync(subject.Approval.Id)),
        Writes("SessionApprovals.ForgetAsync(RememberedApproval)", async subject =>
        {
            await subject.Waiting.Approvals.ApproveAsync(subject.Approval, RememberApproval.Tool);
            Assert.True(await subject.Waiting.Approvals.ForgetAsync(Assert.Single(await subject.Waiting.Approvals.ListRememberedAsync())));
        }),
        Writes("SessionApprovals.RefuseAsync(Approval, String, RememberApproval, String)", subject => subject.Waiting.Approvals.RefuseAsync(subject.Approval)),
        Writes("SessionApprovals.RefuseAsync(ApprovalId, String, RememberApproval, String)", subject => subject.Waiting.Approvals.RefuseAsync(subject.Approval.Id)),

        Shortens("SessionBranches.DeleteAsync(String, Boolean)", subject => subject.Session.Branches.DeleteAsync(Subject.Branch, evenIfCurrent: true)),
        Writes("SessionBranches.ForkAfterTurnAsync(Int32, String)", subject => subject.Session.Branches.ForkAfterTurnAsync(1)),
        Writes("SessionBranches.ForkAsync(String)", subject => subject.Session.Branches.ForkAsync()),
        Writes("SessionBranches.ForkAtAsync(Position, String)", subject => subject.Session.Branches.ForkAtAsync(new Position(1))),
        Writes("SessionBranches.ForkBeforeTextAsync(String, String)", subject => subject.Session.Branches.ForkBeforeTextAsync("look at it")),
        Writes("SessionBranches.ForkBeforeTurnAsync(Int32, String)", subject => subject.Session.Branches.ForkBeforeTurnAsync(1)),
        Writes("SessionBranches.SwitchToAsync(String)", subject => subject.Session.Branches.SwitchToAsync(Subject.Branch)),

        Writes("SessionRetention.HoldAsync(String, String, String)", subject => subject.Session.Retention.HoldAsync("case 18", "Another one")),
        Writes("SessionRetention.LiftHoldAsync(String)", subject => Assert.ThrowsAsync<LegalHoldException>(() => subject.Session.Retention.LiftHoldAsync("CASE 17"))),
        Shortens("SessionRetention.PruneAsync(PruneStrategy, String)", subject => subject.Session.Retention.PruneAsync(PruneStrategy.KeepLast(1))),
        Shortens("SessionRetention.PruneAsync(PruneStrategy, String)", subject => subject.Session.Retention.PruneAsync(PruneStrategy.SlidingWindow(1))),
        Shortens("SessionRetention.PruneAsync(PruneStrategy, String)", subject => subject.Session.Retention.PruneAsync(PruneStrategy.SummarizeOld(new SketchModel(), 1))),
        Writes("SessionRetention.SetAsync(RetentionPolicy)", subject => subject.Session.Retention.SetAsync(null)),
        Writes("SessionRetention.SetAsync(RetentionPolicy)", subject => subject.Session.Retention.SetAsync(new RetentionPolicy { Immutable = true, Ttl = TimeSpan.FromDays(1) })),
        Writes("SessionRetention.SetAsync(RetentionPolicy)", subject => subject.Session.Retention.SetAsync(new RetentionPolicy { Immutable = true, Ttl = TimeSpan.FromDays(300), Holds = [] })),

        Writes("SessionState.IncrementAsync(String, Int64, Scope)", subject => subject.Session.State.IncrementAsync("count")),
        Writes("SessionState.RemoveAsync(String, Scope)", subject => subject.Session.State.RemoveAsync("color")),
        Writes("SessionState.SetAsync<T>(String, T, Scope)", subject => subject.Session.State.SetAsync("color", "blue")),
        Writes("SessionState.TrySetAsync<T>(String, T, StateVersion?, Scope)", subject => subject.Session.State.TrySetAsync("size", 7, expected: null)),

        Writes("SessionWindow.PinAsync(Position)", async subject => await subject.Session.Window.PinAsync((await subject.Session.GetItemsAsync())[^1].Position)),
        Writes("SessionWindow.UnpinAsync(Position)", async subject => Assert.True(await subject.Session.Window.UnpinAsync(Assert.Single(await subject.Session.Window.ListPinsAsync())))),
    ];
}
