-- The tables of AdvancedSQLiteSession in the OpenAI Agents SDK for Python, as src/agents/extensions/memory/advanced_sqlite_session.py of 22 August 2026 creates them.
CREATE TABLE agent_sessions (session_id TEXT PRIMARY KEY, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE agent_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, message_data TEXT NOT NULL, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES agent_sessions (session_id) ON DELETE CASCADE
);
CREATE TABLE message_structure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    message_id INTEGER NOT NULL,
    branch_id TEXT NOT NULL DEFAULT 'main',
    message_type TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    user_turn_number INTEGER,
    branch_turn_number INTEGER,
    tool_name TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES agent_sessions(session_id) ON DELETE CASCADE,
    FOREIGN KEY (message_id) REFERENCES agent_messages(id) ON DELETE CASCADE
);
CREATE TABLE turn_usage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    branch_id TEXT NOT NULL DEFAULT 'main',
    user_turn_number INTEGER NOT NULL,
    requests INTEGER DEFAULT 0,
    input_tokens INTEGER DEFAULT 0,
    output_tokens INTEGER DEFAULT 0,
    total_tokens INTEGER DEFAULT 0,
    input_tokens_details JSON,
    output_tokens_details JSON,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (session_id) REFERENCES agent_sessions(session_id) ON DELETE CASCADE,
    UNIQUE(session_id, branch_id, user_turn_number)
);
CREATE TABLE branch_reservations (session_id TEXT NOT NULL, branch_id TEXT NOT NULL, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (session_id, branch_id));

INSERT INTO agent_sessions VALUES ('trip', '2026-08-01 09:00:00', '2026-08-01 09:05:00');
INSERT INTO agent_messages (id, session_id, message_data, created_at) VALUES
(1, 'trip', '{"content": "Where to?", "role": "user"}', '2026-08-01 09:00:00'),
(2, 'trip', '{"id": "msg_1", "content": [{"annotations": [], "text": "Lisbon.", "type": "output_text", "logprobs": []}], "role": "assistant", "status": "completed", "type": "message"}', '2026-08-01 09:00:10'),
(3, 'trip', '{"content": "By train?", "role": "user"}', '2026-08-01 09:01:00'),
(4, 'trip', '{"id": "msg_2", "content": [{"annotations": [], "text": "Two days.", "type": "output_text", "logprobs": []}], "role": "assistant", "status": "completed", "type": "message"}', '2026-08-01 09:01:10'),
(5, 'trip', '{"content": "By ship?", "role": "user"}', '2026-08-01 09:02:00'),
(6, 'trip', '{"arguments": "{}", "call_id": "call_1", "name": "ships", "type": "function_call", "id": "fc_1", "status": "completed"}', '2026-08-01 09:02:10'),
(7, 'trip', '{"call_id": "call_1", "output": "four days", "type": "function_call_output"}', '2026-08-01 09:02:20'),
(8, 'trip', '{"id": "msg_3", "content": [{"annotations": [], "text": "Four days.", "type": "output_text", "logprobs": []}], "role": "assistant", "status": "completed", "type": "message"}', '2026-08-01 09:02:30'),
(9, 'trip', '{"content": "And the price?", "role": "user"}', '2026-08-01 09:03:00'),
(10, 'trip', '{"content": "Somewhere else!", "role": "user"}', '2026-08-01 09:04:00'),
(11, 'trip', '{"content": "Of a branch that was deleted", "role": "user"}', '2026-08-01 09:04:00');

-- 'main' has two turns. 'ship' begins before turn 2, 'price' after the end of 'ship', and 'anew' before turn 1: create_branch_from_turn copies the rows of what comes before.
INSERT INTO message_structure (session_id, message_id, branch_id, message_type, sequence_number, user_turn_number, branch_turn_number, tool_name) VALUES
('trip', 1, 'main', 'user', 1, 1, 1, NULL),
('trip', 2, 'main', 'assistant', 2, 1, 1, NULL),
('trip', 3, 'main', 'user', 3, 2, 2, NULL),
('trip', 4, 'main', 'assistant', 4, 2, 2, NULL),
('trip', 1, 'ship', 'user', 5, 1, 1, NULL),
('trip', 2, 'ship', 'assistant', 6, 1, 1, NULL),
('trip', 5, 'ship', 'user', 7, 2, 2, NULL),
('trip', 6, 'ship', 'function_call', 8, 2, 2, 'ships'),
('trip', 7, 'ship', 'function_call_output', 9, 2, 2, NULL),
('trip', 8, 'ship', 'assistant', 10, 2, 2, NULL),
('trip', 1, 'price', 'user', 11, 1, 1, NULL),
('trip', 2, 'price', 'assistant', 12, 1, 1, NULL),
('trip', 5, 'price', 'user', 13, 2, 2, NULL),
('trip', 6, 'price', 'function_call', 14, 2, 2, 'ships'),
('trip', 7, 'price', 'function_call_output', 15, 2, 2, NULL),
('trip', 8, 'price', 'assistant', 16, 2, 2, NULL),
('trip', 9, 'price', 'user', 17, 3, 3, NULL),
('trip', 10, 'anew', 'user', 18, 1, 1, NULL);

INSERT INTO turn_usage (session_id, branch_id, user_turn_number, requests, input_tokens, output_tokens, total_tokens, input_tokens_details, output_tokens_details) VALUES
('trip', 'main', 1, 1, 100, 10, 110, '{"cached_tokens": 0}', '{"reasoning_tokens": 4}'),
('trip', 'main', 2, 1, 200, 20, 220, '{"cached_tokens": 64}', '{"reasoning_tokens": 0}'),
('trip', 'ship', 2, 2, 500, 50, 550, NULL, NULL);
