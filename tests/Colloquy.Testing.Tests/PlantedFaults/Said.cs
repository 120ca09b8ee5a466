namespace Colloquy.Testing.Tests.Planting;

/// <summary>What customers say, in words that vary.</summary>
internal static class Said
{
    public static Task<TurnResult> TellOfTripAsync(this Conversation conversation, FaultTrial trial) => conversation.SayAsync(trial.Variation.Pick(
        "I plan a trip to Lisbon. What is in my accounts?",
        "Before my trip to Lisbon: how much do I have in my accounts?",
        "We save for a trip to Lisbon. Show me my accounts, please."));

    public static Task<TurnResult> AskForAccountsAsync(this Conversation conversation, FaultTrial trial) => conversation.SayAsync(trial.Variation.Pick("What is in my accounts?", "How are my accounts?", "Show me both accounts."));

    public static Task<TurnResult> AskForSavingsAsync(this Conversation conversation, FaultTrial trial) => conversation.SayAsync(trial.Variation.Pick("How much is in savings?", "And what is in savings now?"));

    public static Task<TurnResult> AskForTransactionsAsync(this Conversation conversation, FaultTrial trial) => conversation.SayAsync(trial.Variation.Pick("Show my transactions.", "Which transactions are there?"));

    public static Task<TurnResult> AskWhereToAsync(this Conversation conversation, FaultTrial trial) => conversation.SayAsync(trial.Variation.Pick("Where did I want to go?", "Remind me, where does the trip go?", "Where am I going?"));

    public static Task<TurnResult> MoveAsync(this Conversation conversation, FaultTrial trial, int amount = 500, string from = "checking", string to = "savings") =>
        conversation.SayAsync(trial.Variation.Pick($"Move {amount} from {from} to {to}.", $"Please move {amount} from {from} to {to}, for the trip."));

    public static Task<TurnResult> AskForMonthsAsync(this Conversation conversation, FaultTrial trial) => conversation.SayAsync(trial.Variation.Pick("The flight costs 4,100. How many months until it is paid for, with 200 a month?", "How many months until I have 4,100 for the flight, if I add 200 a month?"));
}
