using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The calls of one response that a person was asked about, and what was answered.</summary>
internal sealed class ApprovalRequests
{
    private readonly List<ApprovalRequest> _calls = [];

    /// <summary>Takes in an entry; those of one line, in their order.</summary>
    public void Saw(Entry entry, EntryBody body)
    {
        if (body is ApprovalRequestBody request)
            _calls.Add(new ApprovalRequest(entry, request));
        else if (body is ApprovalAnswerBody answer && _calls.Find(call => call.Position == answer.Request) is { } answered && (answered.Answer is null || answered.IsExpiryDue))
            (answered.Answer, answered.AnsweredAt, answered.IsExpiryDue) = (answer, entry.At, false);
    }

    /// <summary>Takes in answers that do not stand on the turn's own part of the line.</summary>
    public async ValueTask SeeAsync(SessionLog log, IReadOnlyList<Position>? answers, CancellationToken cancellationToken)
    {
        for (var i = 0; i < answers?.Count; i++)
        {
            var entry = await log.ReadEntryAsync(answers[i], headerOnly: false, cancellationToken).ConfigureAwait(false);
            if (!entry.IsPruned)
                Saw(entry, log.Decode(entry));
        }
    }

    /// <summary>Counts those as refused whose time has run out without an answer, as the next writer will record.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var call in _calls)
        {
            if (call.Answer is null && call.Request.ExpiresAt is { } end && end <= now)
                (call.Answer, call.AnsweredAt, call.IsExpiryDue) = (ApprovalResult.Expire(call.Position), end, true);
        }
    }

    /// <summary>Those whose time has run out on a branch, which no entry says yet.</summary>
    public IEnumerable<ApprovalRequest> ExpiryDue(string branch) => _calls.Where(asked => asked.IsExpiryDue && asked.Request.Branch == branch);

    /// <summary>Whether nothing waits on a branch, and nothing was approved: the time of all that was asked has run out.</summary>
    public bool AreAllExpired(string branch) => _calls.TrueForAll(asked => asked.Request.Branch != branch || asked.Answer is { Expired: true });

    /// <summary>Forgets them: there is another response.</summary>
    public void Clear() => _calls.Clear();

    public ApprovalRequest? Find(Position request) => _calls.Find(call => call.Position == request);

    /// <summary>What was asked of a call on a branch; what was asked on another, before a fork, does not count.</summary>
    public ApprovalRequest? Find(string call, string branch) => _calls.FindLast(asked => asked.Request.Call == call && asked.Request.Branch == branch);

    /// <summary>What was asked of a call on a branch: of one id there may be several in a response, told apart by tool and arguments, and else all of the id.</summary>
    public IReadOnlyList<ApprovalRequest> FindAll(FunctionCallContent call, string branch)
    {
        var named = _calls.FindAll(asked => asked.Request.Call == call.CallId && asked.Request.Branch == branch);
        if (named.Count < 2)
            return named;

        var arguments = ToolArguments.Write(call.Arguments);
        var same = named.FindAll(asked => asked.Request.Tool == call.Name && ToolArguments.AreSame(asked.Request.Arguments, arguments));
        return same.Count > 0 ? same : named;
    }

    /// <summary>What a person was asked on a branch, in order.</summary>
    public IReadOnlyList<ApprovalRequest> FindAll(string branch) => _calls.FindAll(asked => asked.Request.Branch == branch && asked.Request.ChildSession is null);

    /// <summary>Whether an agent that is a tool waited for a person in this call, on whatever branch.</summary>
    public bool HasChild(string call) => _calls.Exists(asked => asked.Request.Call == call && asked.Request.ChildSession is not null);

    /// <summary>Whether an agent that is a tool waits for a person in this call, in a session of its own.</summary>
    public bool HasChild(string call, string branch) => _calls.Exists(asked => asked.Request.Call == call && asked.Request.Branch == branch && asked.Request.ChildSession is not null);

    /// <summary>Whether an agent that is a tool waited for a person in this call on another branch, in a session that is that branch's.</summary>
    public bool WasChildElsewhere(string call, string branch) => _calls.Exists(asked => asked.Request.Call == call && asked.Request.Branch != branch && asked.Request.ChildSession is not null);

    /// <summary>Whether a person was asked about a call, on whatever branch.</summary>
    public bool WasAsked(string call) => _calls.Exists(asked => asked.Request.Call == call && asked.Request.ChildSession is null);

    /// <summary>Whether it was asked about any on a branch, and not all of that was withdrawn.</summary>
    public bool IsFor(string branch) => _calls.Exists(asked => asked.Request.Branch == branch && asked.Answer is not { Decision: ApprovalDecision.Withdrawn });

    /// <summary>Those that wait for an answer on a branch.</summary>
    public IEnumerable<ApprovalRequest> Unanswered(string branch) => _calls.Where(asked => asked.Answer is null && asked.Request.Branch == branch && asked.Request.ChildSession is null);

    /// <summary>The sessions in which agents that are tools were found to wait.</summary>
    public IEnumerable<string> Children(string branch) => _calls.Where(asked => asked.Answer is null && asked.Request.Branch == branch).Select(asked => asked.Request.ChildSession).OfType<string>().Distinct();
}

/// <summary>A call that a person was asked about.</summary>
internal sealed class ApprovalRequest(Entry entry, ApprovalRequestBody request)
{
    public Position Position => entry.Position;

    public ApprovalRequestBody Request => request;

    public ApprovalAnswerBody? Answer { get; set; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset AnsweredAt { get; set; }

    /// <summary>Whether <see cref="Answer"/> is that its time ran out, and is in no entry yet.</summary>
    public bool IsExpiryDue { get; set; }

    /// <summary>Whether an approval is this one, to the letter.</summary>
    public bool Is(Approval approval) =>
        approval.Position == Position && approval.Branch == request.Branch && approval.CallId == request.Call && approval.Tool == request.Tool && ToolArguments.AreSame(approval.Arguments, request.Arguments);

    public Approval Describe(SessionKey session, int turn) => new()
    {
        Id = ApprovalId.Of(entry, session),
        Session = session,
        Branch = request.Branch,
        Position = entry.Position,
        TurnNumber = turn,
        Agent = entry.Author,
        CallId = request.Call,
        Tool = request.Tool,
        Arguments = request.Arguments,
        AskedAt = entry.At,
        ExpiresAt = request.ExpiresAt,
    };
}
