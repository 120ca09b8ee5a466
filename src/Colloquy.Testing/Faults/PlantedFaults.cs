namespace Colloquy.Testing;

/// <summary>Provides the faults that can be planted in any conversation. They are in its models, in its tool hosts, and in what its agent sends.</summary>
public static class PlantedFaults
{
    /// <summary>The environment variable that names the fault to plant in every conversation.</summary>
    public const string Variable = "COLLOQUY_PLANT";

    /// <summary>The environment variable that names a folder, in which each process of tests then leaves a report on the planted fault: see <see cref="PlantingReport"/>.</summary>
    public const string ReportVariable = "COLLOQUY_PLANT_REPORT";

    /// <summary>Gets the faults.</summary>
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        new("forgets-history", "The agent sends no earlier turns to the model.", "A question about an earlier turn, and a check of the answer's text.", use => new RequestFault(use, RequestFaults.ForgetAll)),
        new("forgets-at-restart", "The agent sends nothing from before a restart.", "A question about an earlier turn after RestartAsync, and a check of the answer's text.", use => new RequestFault(use, RequestFaults.ForgetAtRestart())),
        new("drops-first-turn", "The window drops the first turn.", "A check of the number of messages that are carried in.", use => new RequestFault(use, RequestFaults.DropFirstTurn)),
        new("doubles-history", "The agent sends each earlier message in words twice.", "A check of the exact number of messages that are carried in.", use => new RequestFault(use, RequestFaults.Repeat)),
        new("hard-codes-memory", "The model answers a question from memory in the same way for ever.", "Counterfactual memory: the same question without the turn that told the fact.", use => new ModelFault(use, AnswerFaults.HardCoded())),
        new("leaks-conversations", "The model is shown what users of other conversations said.", "A second conversation in which the fact must not appear.", use => new ModelFault(use, AnswerFaults.Leaking())),
        new("shares-tool-hosts", "Conversations that run at the same time use the same tool hosts.", "A check of the state of each conversation's tool host.", use => new SharedHosts(use)),
        new("calls-wrong-tool", "The model calls another tool than it wanted.", "A check that the tool is called.", use => Rewriting(use, CallFaults.WrongTool)),
        new("passes-wrong-amounts", "Every number in the arguments of tools is ten times as large.", "A check of the arguments.", use => Rewriting(use, CallFaults.WrongAmount)),
        new("swaps-arguments", "Two texts in the arguments of a tool are exchanged, such as the accounts of a transfer.", "A check of the arguments and of the tool host's state.", use => Rewriting(use, CallFaults.SwappedArguments)),
        new("calls-twice", "Each tool is called twice.", "A check of how often the tool is called.", use => Rewriting(use, CallFaults.Twice)),
        new("goes-around-refusals", "The model calls another tool in place of a call that a person refused.", "A check that nothing ran unapproved.", use => new ModelFault(use, MisledCalls.GoAroundRefusals)),
        new("claims-success", "The model calls no tool, and answers as if each call had succeeded.", "Verified claims.", use => new ModelFault(use, PretendedCalls.ClaimSuccess)),
        new("hides-tool-errors", "The model takes each error of a tool for a success.", "A check for tool errors, and verified claims.", use => new ModelFault(use, PretendedCalls.HideErrors)),
        new("misreads-results", "The model says other numbers than its tools returned.", "A check that the number in the answer is the tool's.", use => new ModelFault(use, AnswerFaults.MisreadResults)),
        new("reuses-earlier-results", "The model uses the result of an earlier turn in place of a call.", "A check that the tool is called in this turn.", use => new ModelFault(use, PretendedCalls.UseEarlierResults)),
        new("calls-needlessly", "The model calls a tool before an answer that needs none.", "A check that no tool is called in this turn.", use => new ModelFault(use, NeedlessCall.AnswerAsync)),
        new("changes-order", "The model makes the first call of a turn after the others.", "A check of the order of the calls.", use => new ModelFault(use, new LateCall().AnswerAsync)),
        new("resets-tool-hosts", "Each turn meets new tool hosts, which know nothing of earlier turns.", "A check of the tool host's state.", use => new ResettingHosts(use)),
        new("calls-wrong-server", "The model calls the tool of the same name on another host.", "A check of the host on which the tool is called.", use => new WrongServer(use)),
        new("hands-off-wrongly", "The model hands off to another agent than it wanted.", "A check of the handoff.", use => Rewriting(use, CallFaults.WrongHandoff)),
        new("forgets-at-handoff", "The agent that takes over is sent nothing from before the turn of the handoff.", "A question about an earlier turn after the handoff, and a check of the answer's text.", use => new RequestFault(use, RequestFaults.ForgetAtHandoff)),
        new("changes-parent-of-fork", "A fork uses the tool hosts of its parent.", "A check of the state of the parent's tool host after a turn of the fork.", use => new ForkedHosts(use, areShared: true)),
        new("forks-without-state", "The tool hosts of a fork know nothing of the turns that it kept.", "A check of the state of the fork's tool host.", use => new ForkedHosts(use, areShared: false)),
        new("repeats-lost-calls", "The agent takes each tool for idempotent, and makes a call again whose result was lost with its process.", "A check of how often the tool is called, after ResumeAsync or in a restart matrix.", use => new RepeatableTools(use)),
        new("sends-orphan-calls", "The agent sends the calls of earlier turns without their results.", "A check that the history is well formed.", use => new RequestFault(use, RequestFaults.DropResults)),
        new("repeats-itself", "The model says again what it said in an earlier turn.", "A check that the answers do not repeat themselves.", use => new ModelFault(use, AnswerFaults.RepeatItself)),
        new("uses-many-tokens", "Each call of the model uses fifty times as many tokens.", "A check of usage or cost.", use => new ModelFault(use, CostFaults.UseMoreTokens)),
        new("takes-long", "Each call of the model takes three seconds longer.", "A check of the turn's duration.", use => new ModelFault(use, CostFaults.TakeLonger)),
        new("changes-language", "The model goes on in German after the first turn.", "A check of the answer's language.", use => new ModelFault(use, AnswerFaults.ChangeLanguage)),
        new("obeys-results", "The model calls a tool because the result of another tool says so.", "A tool result that contains an instruction, and a check that the tool is not called.", use => new ModelFault(use, MisledCalls.ObeyResults)),
        new("leaves-role", "The model gives a recipe from the fourth turn on.", "A judge of role adherence over the whole conversation.", use => new ModelFault(use, AnswerFaults.LeaveRole)),
        new("fails-sometimes", "The model gives up in one of five conversations.", "Trials with pass^k.", use => new ModelFault(use, AnswerFaults.FailSometimes())),
        new("breaks-structure", "The first property of a structured answer has a wrong name.", "A check of the structured output.", use => new ModelFault(use, AnswerFaults.BreakStructure)),
    ];

    /// <summary>Returns a fault.</summary>
    /// <param name="id">The id of the fault, such as <c>forgets-history</c>.</param>
    /// <exception cref="ArgumentException">There is no such fault.</exception>
    public static PlantedFault Find(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return All.FirstOrDefault(fault => fault.Id == id)
            ?? throw new ArgumentException($"There is no fault '{id}' to plant. There are: {string.Join(", ", All.Select(fault => fault.Id))}.", nameof(id));
    }

    /// <summary>Returns the fault that the environment variable <see cref="Variable"/> names; null when it is not set.</summary>
    /// <exception cref="ArgumentException">The variable names a fault that does not exist.</exception>
    public static PlantedFault? FromEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } id ? Find(id) : null;

    private static ModelFault Rewriting(FaultUse use, Func<FunctionCallContent, FaultyCall, IReadOnlyList<FunctionCallContent>> rewrite) => new(use, new CallRewriter(rewrite).AnswerAsync);
}
